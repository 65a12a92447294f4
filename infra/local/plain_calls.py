"""Calls of functions to the engine go over one plain connection a thread: half of what a call costs a function is HTTP.

botocore brings a pool, proxies and certificates for calls that leave a machine; these don't. Requests are made, signed
and read by botocore as ever. Whatever isn't a plain call to the engine (a body that is streamed, another address) takes
the usual way.
"""

from __future__ import annotations

import http.client
import select
import threading
from typing import Any
from urllib.parse import urlsplit

_open = threading.local()


class Body:
    """What botocore reads an answer's content from."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, *_: Any, **__: Any) -> Any:
        """Give the content in one piece."""
        yield self._content


def connection(host: str, seconds: float) -> http.client.HTTPConnection:
    """This thread's connection, unless the other side has closed it."""
    known: dict[str, http.client.HTTPConnection] = _open.__dict__.setdefault("by_host", {})
    found = known.get(host)
    if found is not None and found.sock is not None and select.select([found.sock], [], [], 0)[0]:
        found.close()  # nothing was asked, so what can be read is its end
    if found is None:
        found = known[host] = http.client.HTTPConnection(host, timeout=seconds)
    return found


def apply(engine: str) -> None:
    """Replace how botocore sends what goes to the address `engine`."""
    from botocore import awsrequest, exceptions, httpsession

    usual = httpsession.URLLib3Session.send
    host = urlsplit(engine).netloc

    def send(self: Any, request: Any) -> Any:
        place = urlsplit(request.url)
        if place.scheme != "http" or place.netloc != host or request.stream_output:
            return usual(self, request)
        used = connection(host, self._timeout.read_timeout)
        wanted = request.url[len(f"http://{host}") :] or "/"
        headers = {name: one.decode() if isinstance(one, bytes) else one for name, one in request.headers.items()}
        try:
            used.request(request.method, wanted, request.body, headers)
            answer = used.getresponse()
            content = answer.read()
        except TimeoutError as error:
            used.close()
            raise exceptions.ReadTimeoutError(endpoint_url=request.url, error=error) from error
        except (OSError, http.client.HTTPException) as error:
            used.close()
            raise exceptions.ConnectionClosedError(endpoint_url=request.url, error=error, request=request) from error
        return awsrequest.AWSResponse(request.url, answer.status, answer.headers, Body(content))

    httpsession.URLLib3Session.send = send
