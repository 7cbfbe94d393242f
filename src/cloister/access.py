"""Making access keys, and the root key's file: the one place where a secret is written for its owner to read."""

import configparser
import os
from pathlib import Path

from cloister.domain.clock import Clock
from cloister.domain.identity import AccessKey, AccessKeyId
from cloister.domain.ids import AccountId
from cloister.store.access_keys import AccessKeyStore

CREDENTIALS_FILE = "credentials"
ROOT_DESCRIPTION = "root"
KEY_ID_BYTES = 8
SECRET_BYTES = 20
"""40 characters, as AWS's secrets have."""


def new_access_key(account: AccountId, clock: Clock, *, description: str) -> AccessKey:
    """A key pair of the account, stored nowhere yet. Its id is 20 characters and begins with AKIA."""
    return AccessKey(
        id=AccessKeyId("AKIA" + clock.new_token(KEY_ID_BYTES).upper()),
        secret=clock.new_token(SECRET_BYTES),
        account=account,
        description=description,
        created_at=clock.now(),
    )


async def ensure_root_key(
    keys: AccessKeyStore, *, directory: Path, account: AccountId, clock: Clock
) -> None:
    """There is at least one key. The first start's is in `directory`/credentials, readable by its owner only.

    The file is in the form that AWS's tools read (AWS_SHARED_CREDENTIALS_FILE).
    """
    if keys.list():
        return
    key = new_access_key(account, clock, description=ROOT_DESCRIPTION)
    # The file first: a key that nobody knows the secret of would be of no use, a file without its key is replaced.
    _write_credentials(directory / CREDENTIALS_FILE, key)
    await keys.create(key)


def _write_credentials(path: Path, key: AccessKey) -> None:
    parser = configparser.ConfigParser()
    parser["default"] = {"aws_access_key_id": key.id, "aws_secret_access_key": key.secret}
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        parser.write(file)
        file.flush()
        os.fsync(descriptor)
