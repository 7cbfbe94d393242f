"""The choice between walls over both real drivers: the kernel that the function sees tells which one it got."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from cloister.domain.egress import EgressPolicy
from cloister.domain.errors import EnvironmentStartFailed
from cloister.domain.isolation import Isolation
from cloister.sandbox.choice import DriverChoice
from cloister.sandbox.namespaces.driver import NamespaceDriver
from cloister.sandbox.oci.driver import OciDriver
from tests.support import a_pool

pytestmark = pytest.mark.asyncio(loop_scope="session")

KERNEL = "import os\ndef handler(event, context):\n    return os.uname().release"
GVISORS_RELEASE = "4.4.0"


async def test_each_function_gets_the_wall_that_it_asks_for(
    driver: NamespaceDriver, gvisor: OciDriver, tmp_path: Path
) -> None:
    choice = DriverChoice(driver, {Isolation.GVISOR: gvisor})
    async with a_pool(choice, tmp_path) as lab:
        jailed = lab.version(KERNEL)
        walled = replace(lab.version(KERNEL, name="g"), isolation=Isolation.GVISOR)

        kernels = [json.loads((await lab.run(each)).outcome.payload) for each in (jailed, walled)]

    assert kernels == [os.uname().release, GVISORS_RELEASE]


async def test_without_gvisor_no_environment_is_made_rather_than_a_weaker_one(
    driver: NamespaceDriver, tmp_path: Path
) -> None:
    async with a_pool(DriverChoice(driver, {}), tmp_path) as lab:
        walled = replace(lab.version(KERNEL), isolation=Isolation.GVISOR)

        with pytest.raises(EnvironmentStartFailed, match="gvisor"):
            await lab.run(walled)


async def test_a_function_with_egress_is_not_run_behind_gvisor_without_it(
    driver: NamespaceDriver, gvisor: OciDriver, tmp_path: Path
) -> None:
    choice = DriverChoice(driver, {Isolation.GVISOR: gvisor})
    async with a_pool(choice, tmp_path, egress=EgressPolicy.INTERNET) as lab:
        walled = replace(lab.version(KERNEL), isolation=Isolation.GVISOR)

        with pytest.raises(EnvironmentStartFailed, match="tag cloister:egress=none"):
            await lab.run(walled)


async def test_a_jailed_function_with_egress_is_not_run_without_networks(
    driver: NamespaceDriver, tmp_path: Path
) -> None:
    async with a_pool(driver, tmp_path, egress=EgressPolicy.INTERNET) as lab:
        with pytest.raises(EnvironmentStartFailed, match="started without egress"):
            await lab.run(lab.version(KERNEL))
