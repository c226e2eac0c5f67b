"""Signing in to HighLevel with a scripted browser against the sandbox, from the first page to the last."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from app.clock import SystemClock
from app.connectors.highlevel.sign_in.oauth import STANDARD_URL, WHITE_LABEL_URL, Grant, authorize_base
from app.connectors.highlevel.sign_in.oauth_address import PORTS, REDIRECT_URIS
from app.connectors.highlevel.sign_in.oauth_receiver import Receiver
from app.connectors.highlevel.sign_in.oauth_signin import SignIn, SignInStep, sign_in, system_browser
from app.connectors.highlevel.sign_in.scopes import ASKED
from app.errors import CredentialsRefused, Ponte24Error, ServiceUnavailable
from app.sandbox.highlevel.sign_in.oauth import REDIRECT_URIS as REGISTERED
from app.sandbox.highlevel.sign_in.oauth import WHITE_LABEL
from app.sandbox.server import SandboxServer
from tests.connectors.oauth_bench import Person, client_of, free_ports, kept, wanted


def has_ipv6() -> bool:
    """Tell whether this machine has the other loopback address."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


IPV6 = has_ipv6()
LOOPBACKS = ["127.0.0.1", *(["::1"] if IPV6 else [])]


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(contacts=2) as server:
        yield server


class Told:
    """Collects what a person is told."""

    def __init__(self) -> None:
        self.steps: list[SignInStep] = []

    def __call__(self, step: SignInStep) -> None:
        self.steps.append(step)


def go(request: SignIn, person: Person, told: Told | None = None, stop: Any = None, then: Any = kept) -> Grant:
    async def act() -> Grant:
        found: Grant = await sign_in(
            request,
            then,
            clock=SystemClock(),
            tell=told or Told(),
            open_browser=person.open,
            stop=stop or (lambda: False),
        )
        return found

    return asyncio.run(act())


def test_whoever_allows_is_connected_and_the_browser_ends_on_a_page_that_says_so(sandbox: SandboxServer) -> None:
    person, told = Person(), Told()
    request = wanted(sandbox, language="it")
    grant = go(request, person, told)
    assert grant.location_id == sandbox.location_id and grant.refresh_token
    assert grant.scopes == set(ASKED)
    assert grant.access_token in sandbox.state.highlevel.tokens
    page = person.page()
    assert page.status_code == 200 and "HighLevel è collegato" in page.text and 'lang="it"' in page.text
    # neither the address nor the page holds the code, the state or a token
    assert urlsplit(str(page.url)).query == ""
    for secret in (grant.access_token, grant.refresh_token, request.app.client_secret):
        assert secret not in page.text
    assert "http" not in page.text  # nothing from elsewhere
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    step = told.steps[0]
    asked = parse_qs(urlsplit(step.address).query)
    assert asked["redirect_uri"] == [step.redirect_uri] and step.opened and step.taken == ()
    assert len(asked["state"][0]) >= 40


def test_the_addresses_that_are_told_to_register_are_those_that_are_used() -> None:
    assert REDIRECT_URIS == REGISTERED
    assert [urlsplit(uri).port for uri in REDIRECT_URIS] == list(PORTS)
    assert not any("ghl" in uri or "highlevel" in uri for uri in REDIRECT_URIS)  # white-label rule (HighLevel 1.5)


def test_whoever_denies_is_told_that_nothing_happened(sandbox: SandboxServer) -> None:
    person = Person("deny")
    with pytest.raises(CredentialsRefused) as refused:
        go(wanted(sandbox), person)
    assert refused.value.code == "oauth_denied" and refused.value.exit_code == 4
    assert "Access was not allowed" in person.page().text
    assert sandbox.state.traffic.count("highlevel") == 0


def _without_state(address: str) -> str:
    return address.partition("&state=")[0]


def _other_state(address: str) -> str:
    return address.partition("&state=")[0] + "&state=" + "x" * 43


def _two_states(address: str) -> str:
    return address + "&state=x"


@pytest.mark.parametrize("change", [_without_state, _other_state, _two_states])
def test_a_callback_with_another_state_is_not_used(sandbox: SandboxServer, change: Any) -> None:
    person, told = Person(change=change), Told()
    with pytest.raises(CredentialsRefused) as refused:
        go(wanted(sandbox, patience=1.0), person, told)
    assert refused.value.code == "oauth_state_wrong", "what came in its place is named in the end"
    assert told.steps[-1].strangers
    page = person.page()
    assert page.status_code == 400 and "does not belong to Ponte24" in page.text
    assert sandbox.state.traffic.count("highlevel") == 0


@pytest.mark.parametrize("target", ["", "agency"])
def test_a_service_that_swallows_the_state_is_not_believed(sandbox: SandboxServer, target: str) -> None:
    sandbox.state.switches.oauth.state_returned = False  # for the whole agency it is left out as a rule
    with pytest.raises(CredentialsRefused) as refused:
        go(wanted(sandbox, patience=1.0), Person(target=target) if target else Person())
    assert refused.value.code == "oauth_state_wrong"


def test_an_answer_of_another_sign_in_does_not_end_this_one(sandbox: SandboxServer) -> None:
    """Any page can send the browser to the callback; the right answer is still waited for and used."""
    told = Told()

    class Attacked(Person):
        def _act(self, address: str) -> None:
            back = parse_qs(urlsplit(address).query)["redirect_uri"][0]
            with httpx.Client(timeout=20) as page:
                for query in ("code=evil&state=guess", "code=evil", "error=access_denied&state=", "code=&state=x"):
                    answer = page.get(f"{back}?{query}")
                    assert answer.status_code == 400 and "goes on waiting" in answer.text
            super()._act(address)

    person = Attacked()
    grant = go(wanted(sandbox), person, told)
    assert grant.access_token in sandbox.state.highlevel.tokens
    assert person.page().status_code == 200
    assert [step.strangers for step in told.steps][-1] == 4


def test_silent_visitors_cannot_keep_the_callback_away() -> None:
    async def act(receiver: Receiver, client: httpx.AsyncClient) -> int:
        silent = [await asyncio.open_connection("127.0.0.1", receiver.port) for _ in range(200)]
        for _, writer in silent[:50]:
            writer.write(b"GET /oauth/callback HTTP/1.1\r\nX")
        answer = await client.get("/oauth/callback", params={"error": "access_denied", "state": "right"})
        held = len(receiver._writers)
        for _, writer in silent:
            writer.close()
        assert held <= 33
        return answer.status_code

    assert with_receiver(act) == 200


def test_a_taken_port_is_passed_over_and_named(sandbox: SandboxServer) -> None:
    ports = free_ports()
    person, told = Person(), Told()
    with socket.socket() as other:
        other.bind(("127.0.0.1", ports[0]))
        other.listen()
        grant = go(wanted(sandbox, ports=ports), person, told)
    assert grant.access_token
    assert told.steps[0].taken == (ports[0],)
    assert told.steps[0].redirect_uri == f"http://localhost:{ports[1]}/oauth/callback"


def test_a_port_taken_on_the_other_loopback_address_alone_is_taken(sandbox: SandboxServer) -> None:
    ports = free_ports()
    told = Told()
    with socket.socket(socket.AF_INET6 if IPV6 else socket.AF_INET) as other:
        if IPV6:
            other.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        other.bind((LOOPBACKS[-1], ports[0]))
        other.listen()
        go(wanted(sandbox, ports=ports), Person(), told)
    assert told.steps[0].taken == (ports[0],)


def test_all_ports_taken_is_said_before_a_browser_opens(sandbox: SandboxServer) -> None:
    ports, person = free_ports(2), Person()
    held = [socket.create_server(("127.0.0.1", port)) for port in ports]
    with held[0], held[1], pytest.raises(Ponte24Error) as refused:
        go(wanted(sandbox, ports=ports), person)
    assert refused.value.code == "oauth_ports_taken"
    assert str(ports[0]) in refused.value.describe("it").meaning
    assert person.addresses == []


def test_a_person_who_never_comes_back_is_not_waited_for_for_ever(sandbox: SandboxServer) -> None:
    sandbox.state.switches.oauth.denial_redirects = False
    ports = free_ports()
    with pytest.raises(Ponte24Error) as ended:
        go(wanted(sandbox, ports=ports, patience=0.3), Person("deny"))
    assert ended.value.code == "oauth_timeout"
    socket.create_server(("127.0.0.1", ports[0])).close()  # the port is free again


def test_waiting_can_be_cancelled(sandbox: SandboxServer) -> None:
    person = Person("deny")
    with pytest.raises(Ponte24Error) as ended:
        go(wanted(sandbox), person, stop=lambda: True)
    assert ended.value.code == "oauth_cancelled"
    assert person.done.wait(20), "the browser is not left talking to a sandbox that ends"


def test_without_a_browser_the_address_is_told(sandbox: SandboxServer) -> None:
    person, told = Person(), Told()

    class Headless(Person):
        def open(self, address: str) -> bool:
            person.open(address)  # the owner opens it by hand
            return False

    go(wanted(sandbox), Headless(), told)
    assert told.steps[0].opened is False and told.steps[0].address == person.addresses[0]


def test_a_browser_that_cannot_be_started_is_no_browser(sandbox: SandboxServer) -> None:
    told = Told()

    class Broken(Person):
        def open(self, address: str) -> bool:
            super().open(address)
            raise OSError("no such program")

    go(wanted(sandbox), Broken(), told)
    assert told.steps[0].opened is False


def test_no_text_browser_takes_a_terminal_without_a_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr("webbrowser.open", lambda _address: pytest.fail("it must not be opened"))
    assert system_browser("http://localhost/") is False


def test_an_app_at_the_wrong_host_shows_the_services_page_and_ends_with_the_hint(sandbox: SandboxServer) -> None:
    person = Person()
    with pytest.raises(Ponte24Error) as ended:
        go(wanted(sandbox, authorize_url=sandbox.authorize_url(WHITE_LABEL), patience=0.5), person)
    assert "No integration found with the ID" in person.page().text
    assert "No integration found" in ended.value.describe("en").meaning


def test_the_white_label_host_works_the_same(sandbox: SandboxServer) -> None:
    request = wanted(sandbox)
    other = sandbox.state.oauth.app_of(WHITE_LABEL)
    other.redirect_uris = list(sandbox.client.redirect_uris)
    white = SignIn(
        app=type(request.app)(other.client_id, other.client_secret),
        location_id=request.location_id,
        authorize_url=sandbox.authorize_url(WHITE_LABEL),
        base_url=request.base_url,
        ports=request.ports,
    )
    assert go(white, Person()).client_id == other.client_id


def test_a_wrong_secret_is_told_in_the_browser_too_and_stays_secret(sandbox: SandboxServer) -> None:
    request = wanted(sandbox)
    sandbox.client.client_secret = "renewed"
    person = Person()
    with pytest.raises(CredentialsRefused) as refused:
        go(request, person)
    assert refused.value.code == "highlevel_app_refused"
    assert "does not accept the app" in person.page().text
    assert request.app.client_secret not in f"{refused.value} {person.page().text}"


def test_a_code_that_came_too_late_is_refused_in_words(sandbox: SandboxServer) -> None:
    def later(address: str) -> str:
        sandbox.state.clock.advance(301)
        return address

    person = Person(change=later)
    with pytest.raises(CredentialsRefused) as refused:
        go(wanted(sandbox), person)
    assert refused.value.code == "highlevel_code_refused"
    assert "did not complete the sign-in" in person.page().text


def test_another_location_than_the_one_asked_for_is_refused_and_both_are_named(sandbox: SandboxServer) -> None:
    other = next(key for key in sandbox.state.oauth.locations if key != sandbox.location_id)
    with pytest.raises(CredentialsRefused) as refused:
        go(wanted(sandbox), Person(target=other))
    assert refused.value.code == "highlevel_other_location"
    meaning = refused.value.describe("en").meaning
    assert other in meaning and sandbox.location_id in meaning


def test_an_agencys_grant_is_exchanged_for_the_locations_token(sandbox: SandboxServer) -> None:
    sandbox.state.switches.oauth.bulk_state_returned = True
    grant = go(wanted(sandbox, scopes=(*ASKED, "oauth.write")), Person(target="agency"))
    assert (grant.user_type, grant.location_id) == ("Company", sandbox.location_id)
    assert sandbox.state.highlevel.tokens[grant.access_token].user_type == "Location"
    assert grant.agency_token and grant.company_id


def test_an_agencys_grant_without_the_permission_for_it_is_refused_in_words(sandbox: SandboxServer) -> None:
    sandbox.state.switches.oauth.bulk_state_returned = True
    with pytest.raises(CredentialsRefused) as refused:
        go(wanted(sandbox), Person(target="agency"))
    assert refused.value.code == "highlevel_agency_refused"


def test_a_lost_answer_to_the_exchange_asks_to_start_anew(sandbox: SandboxServer) -> None:
    sandbox.state.faults.set([{"name": "cut-after", "path": "/oauth/token"}])
    person = Person()
    with pytest.raises(ServiceUnavailable) as lost:
        go(wanted(sandbox), person)
    assert lost.value.code == "service_timeout"
    assert "does not answer" in person.page().text


def test_what_follows_the_grant_decides_what_the_browser_shows(sandbox: SandboxServer) -> None:
    async def refuse(_grant: Grant) -> Grant:
        raise CredentialsRefused("highlevel_location_refused", service="HighLevel")

    person = Person()
    with pytest.raises(CredentialsRefused):
        go(wanted(sandbox), person, then=refuse)
    assert "not valid for this HighLevel location" in person.page().text


# ------------------------------------------------------------------------------------------------ the receiver


def with_receiver(act: Any, ports: tuple[int, ...] | None = None) -> Any:
    async def run() -> Any:
        receiver = Receiver("right", "en", ports or free_ports(1))
        await receiver.open()
        try:
            async with httpx.AsyncClient(base_url=f"http://localhost:{receiver.port}") as client:
                return await act(receiver, client)
        finally:
            await receiver.aclose()

    return asyncio.run(run())


@pytest.mark.parametrize("steps", range(8))
def test_a_visitor_who_comes_while_it_ends_is_left_with_no_open_line(steps: int) -> None:
    async def run(visitor: socket.socket) -> None:
        receiver = Receiver("right", "en", free_ports(1))
        await receiver.open()
        visitor.connect(("127.0.0.1", receiver.port))
        for _ in range(steps):  # so far has its coming got
            await asyncio.sleep(0)
        await receiver.aclose()

    with socket.socket() as visitor:
        asyncio.run(run(visitor))
        gc.collect()  # a line that nobody closed warns here
        visitor.settimeout(5)
        with suppress(ConnectionError):
            assert visitor.recv(1) == b""


@pytest.mark.parametrize("host", LOOPBACKS)
def test_it_answers_on_both_loopback_addresses_and_on_no_other(host: str) -> None:
    async def act(receiver: Receiver, client: httpx.AsyncClient) -> httpx.Response:
        name = f"[{host}]" if ":" in host else host
        return await client.get(f"http://{name}:{receiver.port}/favicon.ico")

    assert with_receiver(act).status_code == 404


def test_it_takes_one_callback_and_the_second_learns_that_it_is_over() -> None:
    async def act(receiver: Receiver, client: httpx.AsyncClient) -> tuple[str, httpx.Response, httpx.Response]:
        first = await client.get("/oauth/callback", params={"code": "c1", "state": "right"})
        second = await client.get("/oauth/callback", params={"code": "c2", "state": "right"})
        receiver._led_on = False  # nobody fetches the last page here
        return await receiver.code(), first, second

    code, first, second = with_receiver(act)
    assert code == "c1"
    assert (first.status_code, first.headers["location"]) == (303, "/oauth/result")
    assert second.status_code == 410 and "This sign-in is over" in second.text


def test_a_visit_that_is_no_callback_ends_nothing() -> None:
    async def act(receiver: Receiver, client: httpx.AsyncClient) -> list[int]:
        statuses = [
            (await client.get("/oauth/callback")).status_code,
            (await client.post("/oauth/callback", data={"code": "c", "state": "right"})).status_code,
            (await client.get("/oauth/result")).status_code,
            (await client.get("/")).status_code,
            (await client.get("/oauth/callback?code=c&state=right", headers={"Host": "evil.example"})).status_code,
        ]
        assert not receiver._code.done()
        return statuses

    assert with_receiver(act) == [400, 405, 404, 404, 421]


def test_a_silent_or_talkative_visitor_does_no_harm() -> None:
    async def act(receiver: Receiver, client: httpx.AsyncClient) -> int:
        _, silent = await asyncio.open_connection("127.0.0.1", receiver.port)
        _, talkative = await asyncio.open_connection("127.0.0.1", receiver.port)
        talkative.write(b"GET / HTTP/1.1\r\nX: " + b"x" * 80_000)
        answer = await client.get("/oauth/callback", params={"error": "access_denied", "state": "right"})
        for writer in (silent, talkative):
            writer.close()
        return answer.status_code

    assert with_receiver(act) == 200


@pytest.mark.parametrize(
    ("given", "white_label", "address"),
    [
        ("", False, STANDARD_URL),
        ("", True, WHITE_LABEL_URL),
        ("https://app.example.it", False, "https://app.example.it/v2/oauth/chooselocation"),
        ("app.example.it/", True, "https://app.example.it/v2/oauth/chooselocation"),
        ("https://x.example/oauth/chooselocation", False, "https://x.example/oauth/chooselocation"),
    ],
)
def test_where_to_sign_in(given: str, white_label: bool, address: str) -> None:
    assert authorize_base(given, white_label=white_label) == address


def test_the_secret_is_not_in_what_an_app_shows_of_itself(sandbox: SandboxServer) -> None:
    app = client_of(sandbox)
    assert app.client_secret not in repr(app)
    grant = Grant(app.client_id, app.client_secret, "access-1", "refresh-1", 0.0, 1.0)
    for secret in (app.client_secret, "access-1", "refresh-1"):
        assert secret not in repr(grant)
