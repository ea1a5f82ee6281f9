"""Ask a time-stamp server (RFC 3161) to confirm that something existed by now. The only place that opens a connection.

Nothing but a digest leaves the computer. Knows no files.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from urllib.parse import urlsplit

from asn1crypto import cms, tsp
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from jcm_desktop.domain.errors import UserError, WorldError
from jcm_desktop.signing.library import finish
from jcm_desktop.signing.time_stamp_check import examine_stamp

SECONDS = 20
MAX_ANSWER = 64 * 1024
_QUESTION, _ANSWER = "application/timestamp-query", "application/timestamp-reply"


class Server(TimeStamper):
    """A time-stamp server at an address of the web."""

    def __init__(self, url: str, seconds: float = SECONDS) -> None:
        """UserError `timestamp.bad_address`."""
        super().__init__()  # type: ignore[no-untyped-call]
        parts = urlsplit(url.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UserError("timestamp.bad_address", url)
        self.host = parts.hostname
        self._url = url.strip()
        self._seconds = seconds

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """WorldErrors `timestamp.no_answer`, `timestamp.refused`."""
        question = urllib.request.Request(  # noqa: S310 - the scheme was checked
            self._url, data=req.dump(), headers={"Content-Type": _QUESTION, "Accept": _ANSWER}, method="POST"
        )
        try:
            with urllib.request.urlopen(question, timeout=self._seconds) as answer:  # noqa: S310 - as above
                body = answer.read(MAX_ANSWER + 1)
                kind = answer.headers.get_content_type()
        except urllib.error.HTTPError as error:
            with error:
                raise WorldError("timestamp.refused", self.host, detail=f"{error.code} {error.reason}") from error
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise WorldError("timestamp.no_answer", self.host, detail=reason) from error
        if kind != _ANSWER or len(body) > MAX_ANSWER:
            raise WorldError("timestamp.refused", self.host, detail=f"{kind}, {len(body)} bytes")
        return tsp.TimeStampResp.load(body)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """WorldErrors as above; also when the answer is not about this question."""
        try:
            return await super().async_timestamp(message_digest, md_algorithm)
        except (TimestampRequestError, ValueError, TypeError, KeyError) as error:
            raise WorldError("timestamp.refused", self.host, detail=error) from error


def token(stamper: TimeStamper, digest: bytes) -> bytes:
    """A token over a SHA-256 digest, in DER; checked to be about it. WorldErrors `timestamp.*`."""
    der = bytes(finish(stamper.async_timestamp(digest, "sha256")).dump())
    found = examine_stamp(der, lambda _algorithm: digest)
    if found.problems:
        raise WorldError("timestamp.refused", getattr(stamper, "host", ""), detail=", ".join(found.problems))
    return der
