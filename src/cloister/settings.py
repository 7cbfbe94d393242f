"""What whoever starts Cloister may choose. The command line fills it; nothing else reads the environment."""

from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from cloister.domain import limits
from cloister.domain.arn import Home
from cloister.domain.compatibility import Compatibility
from cloister.domain.egress import EgressPolicy
from cloister.domain.ids import AccountId, Region

ACCOUNT_DEFAULT = AccountId("000000000000")
REGION_DEFAULT = Region("us-east-1")
HOST_DEFAULT = "127.0.0.1"
PORT_DEFAULT = 9000


def default_data_directory() -> Path:
    """Where this user's installation lives unless said otherwise."""
    return platformdirs.user_data_path("cloister")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    data_directory: Path
    """Absolute. Made with mode 0700 if it is not there."""
    host: str = HOST_DEFAULT
    port: int = PORT_DEFAULT
    """0 takes a free one."""
    account: AccountId = ACCOUNT_DEFAULT
    region: Region = REGION_DEFAULT
    account_concurrency: int = limits.ACCOUNT_CONCURRENCY_DEFAULT
    s3_folder: Path | None = None
    """Absolute. Its directories are the buckets that packages are read from."""
    s3_endpoint: str | None = None
    """The URL of an S3-compatible service that has the buckets; at most one of the two is given."""
    compatibility: Compatibility = Compatibility.CLOISTER
    allow_shared_uid: bool = False
    """Whether sandboxes may share one uid, and with it its quotas, where there are no uids to give each its own."""
    keeps_stock: bool = True
    egress: EgressPolicy = EgressPolicy.NONE
    console_hosts: tuple[str, ...] = ()
    """Names by which browsers know this server, beside localhost and `host`: a proxy's, for one."""
    prices: Path | None = None
    """What the console and Cloister's own API tell costs by; None for the example sheet."""
    metrics_token: str | None = field(default=None, repr=False)
    """Whoever has it may read /metrics. None: whoever is on the machine may, if the server listens there only."""

    @property
    def home(self) -> Home:
        return Home(self.account, self.region)
