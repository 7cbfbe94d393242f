"""Where a package is to come from, out of the three requests that bring one or name one."""

from cloister.api.lambda_ import shapes
from cloister.domain.errors import InvalidParameterValue
from cloister.domain.package import InBucket, PackageSource, Uploaded


def package_source(
    given: shapes.FunctionCode | shapes.UpdateFunctionCodeRequest | shapes.LayerVersionContentInput,
) -> PackageSource:
    """Raises InvalidParameterValue for none, and for two."""
    if given.zip_file is not None:
        if given.s3_bucket or given.s3_key or given.s3_object_version:
            raise InvalidParameterValue(
                "Please do not provide other FunctionCode parameters when providing a ZipFile."
            )
        return Uploaded(given.zip_file)
    if given.s3_bucket is None or given.s3_key is None:
        raise InvalidParameterValue("Please provide a source for function code.")
    return InBucket(bucket=given.s3_bucket, key=given.s3_key, version=given.s3_object_version)
