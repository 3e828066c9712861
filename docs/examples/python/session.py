"""A user's session: makes calls, and keeps an access token good."""
import contextlib, http.client, json, re, threading, time, uuid
import urllib.error, urllib.request
from urllib.parse import urljoin


class Problem(Exception):
    """What the server has refused: decide by the code, show the detail."""

    def __init__(self, status, code, detail, retry_after=0):
        super().__init__(f"{code}: {detail}")
        self.status, self.code, self.retry_after = status, code, retry_after


def send(method, url, body=None, token=None):
    headers = {"content-type": "application/json", **({"authorization": f"Bearer {token}"} if token else {})}
    data = None if body is None else json.dumps(body).encode()
    try:
        return urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=15)
    except urllib.error.HTTPError as error:
        with error:
            raise read_problem(error) from None


def call(method, url, body=None, token=None):
    """One call: the answer, and the address of the next page if there is one."""
    with send(method, url, body, token) as answer:
        link = re.search('<([^>]+)>; *rel="next"', answer.headers.get("Link", ""))
        return json.loads(answer.read() or "null"), link and urljoin(url, link[1])


def read_problem(error):
    """A proxy before the server answers in its own way, and with a date to come back at that is not for programs."""
    body, wait = None, error.headers.get("Retry-After", "")
    with contextlib.suppress(ValueError):
        body = json.loads(error.read())
    words = [body.get("code"), body.get("detail")] if isinstance(body, dict) else []
    if not words or not all(isinstance(word, str) for word in words):
        words = ["unknown", f"The server, or a proxy before it, answered {error.code}."]
    return Problem(error.code, *words, int(wait) if wait.isdecimal() else 0)


class Session:
    """May be used by several threads. A Problem with status 401 says that the session is over."""

    def __init__(self, base, username, password):
        self.api = urljoin(base.rstrip("/") + "/", "api/v1/")
        self.username = username
        self.refreshing = threading.Lock()
        self.keep(call("POST", self.api + "auth/login", {"username": username, "password": password})[0])

    @classmethod
    def register(cls, base, username, email, password):
        """Makes an account and logs in."""
        body = {"username": username, "email": email, "password": password}
        call("POST", urljoin(base.rstrip("/") + "/", "api/v1/auth/register"), body)
        return cls(base, username, password)

    def keep(self, tokens):
        self.tokens, self.ends = tokens, time.monotonic() + tokens["expires_in"]
        self.request_id = str(uuid.uuid4())  # of the next refresh, the same until an answer has come

    def call(self, method, path, body=None):
        return self.with_token(lambda token: call(method, urljoin(self.api, path), body, token))

    def pages(self, path):
        while path:
            items, path = self.call("GET", path)
            yield from items

    def lines(self, path):
        """The lines of a long answer, as they come. (Of one that breaks off, readline would not tell.)"""
        with self.with_token(lambda token: send("GET", urljoin(self.api, path), None, token)) as answer:
            rest = b""
            while piece := answer.read(65_536):
                *lines, rest = (rest + piece).split(b"\n")
                yield from map(json.loads, lines)

    def with_token(self, attempt):
        token = self.tokens["access_token"]
        if time.monotonic() > self.ends - 30:  # it shall not end on its way
            token = self.refresh(token)
        try:
            return attempt(token)
        except Problem as problem:
            if problem.status != 401:
                raise
        return attempt(self.refresh(token))

    def refresh(self, old):
        with self.refreshing:  # of those who find the same token too old, one renews it
            if self.tokens["access_token"] == old:
                body = {"refresh_token": self.tokens["refresh_token"], "request_id": self.request_id}
                self.keep(call("POST", self.api + "auth/refresh", body)[0])
            return self.tokens["access_token"]
