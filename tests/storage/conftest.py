from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from moto.server import ThreadedMotoServer

from adapters.storage.documents import DocumentStore

BUCKET = "legal-documents"


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@pytest.fixture
def s3(s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The environment of an operator who uses S3; gives the URL of an empty bucket's folder."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    for method, path in (("POST", "moto-api/reset"), ("PUT", BUCKET)):
        urlopen(Request(f"{s3_endpoint}/{path}", method=method)).close()
    return f"s3://{BUCKET}/uploads"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "documents"


@pytest.fixture(params=["folder", "s3"])
async def store(request: pytest.FixtureRequest, folder: Path) -> DocumentStore:
    url = folder.as_uri() if request.param == "folder" else request.getfixturevalue("s3")
    return await DocumentStore.open(url)
