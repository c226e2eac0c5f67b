"""What may be sent again, how long to wait, and what is told when nothing helps."""

from __future__ import annotations

import asyncio
import logging
import ssl
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import ManualClock
from app.connectors.transport import MAX_BODY, Call, Transport, is_json_object
from app.connectors.transport_address import Redactor, checked_base_url
from app.connectors.transport_limit import SlidingWindow
from app.connectors.transport_retry import Effect, RetryPolicy, retry_after
from app.errors import LimitReached, LostAnswer, Ponte24Error, ServiceUnavailable, UsageError
from tests.connectors.conftest import Script, reply

READ = Call("GET", "/thing", Effect.READ)
PUT = Call("PUT", "/thing/1", Effect.IDEMPOTENT, json={"a": 1})
POST = Call("POST", "/thing", Effect.ONCE, json={"a": 1})
SECRET = "pit-11111111-2222-3333-4444-555555555555"
HOST = "https://service.example/api/"


def line(script: Script, clock: ManualClock, **more: object) -> Transport:
    options: dict = {"retry": RetryPolicy(chance=lambda: 0.0), **more}
    return Transport(
        "HighLevel",
        HOST,
        clock=clock,
        secrets=(SECRET,),
        inner=script,
        headers={"Authorization": f"Bearer {SECRET}"},
        **options,
    )


def send(transport: Transport, call: Call) -> object:
    async def run() -> object:
        try:
            return (await transport.send(call, readable=is_json_object)).json()
        finally:
            await transport.aclose()

    return asyncio.run(run())


def refused() -> httpx.ConnectError:
    return httpx.ConnectError("All connection attempts failed")


@pytest.mark.parametrize(
    "trouble",
    [
        reply(502),
        reply(503),
        reply(504),
        reply(429),
        refused(),
        httpx.ReadTimeout("slow"),
        httpx.ReadError("cut"),
        httpx.RemoteProtocolError("peer closed connection"),
        httpx.Response(200, text="<html>maintenance</html>"),
        httpx.Response(200, text='{"a": '),
    ],
)
@pytest.mark.parametrize("call", [READ, PUT], ids=["read", "put"])
def test_reads_and_idempotent_writes_are_repeated(call: Call, trouble: object, clock: ManualClock) -> None:
    script = Script(trouble, trouble, reply(body={"good": True}))  # type: ignore[arg-type]
    transport = line(script, clock)
    assert send(transport, call) == {"good": True}
    assert transport.requests == 3


@pytest.mark.parametrize("trouble", [reply(429), refused(), httpx.ConnectTimeout("no answer to SYN")])
def test_post_is_repeated_when_it_was_not_processed(trouble: object, clock: ManualClock) -> None:
    script = Script(trouble, reply(201, {"id": "1"}))  # type: ignore[arg-type]
    assert send(line(script, clock), POST) == {"id": "1"}


@pytest.mark.parametrize(
    "trouble",
    [
        reply(500),
        reply(502),
        reply(503),
        reply(504),
        httpx.ReadTimeout("slow"),
        httpx.WriteTimeout("slow"),
        httpx.ReadError("cut"),
        httpx.RemoteProtocolError("incomplete body"),
        httpx.Response(200, text="<html>ok?</html>"),
        httpx.Response(201, text='{"contact": {"id": "1'),
    ],
)
def test_post_that_may_have_been_processed_is_a_lost_answer(trouble: object, clock: ManualClock) -> None:
    script = Script(trouble)  # type: ignore[arg-type]
    with pytest.raises(LostAnswer):
        send(line(script, clock), POST)
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (refused(), "offline"),
        (httpx.ReadTimeout("slow"), "service_timeout"),
        (httpx.ReadError("reset"), "connection_cut"),
        (reply(503), "service_error"),
        (reply(500), "service_error"),
        (httpx.Response(200, text="<html>captive portal</html>"), "service_unreadable"),
        (httpx.Response(302, headers={"location": "https://elsewhere.example/"}), "service_unreadable"),
    ],
)
def test_read_that_never_succeeds_tells_why(trouble: object, code: str, clock: ManualClock) -> None:
    with pytest.raises(ServiceUnavailable) as caught:
        send(line(Script(trouble), clock), READ)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert not isinstance(caught.value, LostAnswer)
    assert caught.value.params["service"] == "HighLevel"
    assert caught.value.params["host"] == "service.example"


def test_put_lost_on_the_way_stays_lost_even_if_offline_afterwards(clock: ManualClock) -> None:
    with pytest.raises(LostAnswer):
        send(line(Script(httpx.ReadTimeout("slow"), refused()), clock), PUT)


def test_offline_write_was_not_sent(clock: ManualClock) -> None:
    with pytest.raises(ServiceUnavailable) as caught:
        send(line(Script(refused()), clock), POST)
    assert caught.value.code == "offline"
    assert not isinstance(caught.value, LostAnswer)


def test_bad_certificate_is_named_and_not_retried(clock: ManualClock) -> None:
    error = refused()
    error.__cause__ = ssl.SSLCertVerificationError("self-signed certificate")
    script = Script(error)
    with pytest.raises(ServiceUnavailable) as caught:
        send(line(script, clock), READ)
    assert caught.value.code == "certificate_refused"
    assert len(script.requests) == 1


def test_retry_after_in_seconds_is_waited_out(clock: ManualClock) -> None:
    send(line(Script(reply(503, retry_after="7"), reply()), clock), READ)
    assert clock.slept == [7.0]


def test_retry_after_as_date_counts_from_now(clock: ManualClock) -> None:
    from datetime import UTC, datetime

    date = format_datetime(datetime.fromtimestamp(clock.now() + 30, UTC), usegmt=True)
    assert retry_after({"retry-after": date}, clock.now()) == 30.0
    assert retry_after({"retry-after": "Mon, 01 Jan 2001 00:00:00 GMT"}, clock.now()) == 0.0


@given(st.text(max_size=30))
def test_any_retry_after_is_a_wait_or_ignored(value: str) -> None:
    wait = retry_after({"retry-after": value}, 1_790_000_000.0)
    assert wait is None or wait >= 0


def test_backoff_grows_and_jitters_within_bounds() -> None:
    from app.connectors.transport_retry import Trouble

    trouble = Trouble("service_error", maybe_done=True)
    low, high = RetryPolicy(chance=lambda: 0.0), RetryPolicy(chance=lambda: 1.0)
    assert [low.wait(trouble, n) for n in (1, 2, 3)] == [0.25, 0.5, 1.0]
    assert [high.wait(trouble, n) for n in (1, 2, 3, 20)] == [0.5, 1.0, 2.0, 30.0]


def test_429_holds_all_tasks_of_the_client(clock: ManualClock) -> None:
    window = SlidingWindow("HighLevel", clock)
    transport = line(Script(reply(429, retry_after="20"), reply()), clock, window=window)
    start = clock.now()
    send(transport, READ)
    assert clock.now() - start >= 20


def test_endless_429_is_a_limit_with_its_end(clock: ManualClock) -> None:
    with pytest.raises(LimitReached) as caught:
        send(line(Script(reply(429, retry_after="900")), clock), POST)
    assert caught.value.until == pytest.approx(clock.now() + 900)


def test_counted_service_is_not_asked_again_after_sending(clock: ManualClock) -> None:
    policy = RetryPolicy(after_sending=False, chance=lambda: 0.0)
    for trouble in (reply(429), reply(503), httpx.ReadTimeout("slow")):
        script = Script(trouble)
        with pytest.raises(ServiceUnavailable):
            send(line(script, clock, retry=policy), READ)
        assert len(script.requests) == 1
    script = Script(refused(), reply())
    send(line(script, clock, retry=policy), READ)
    assert len(script.requests) == 2


def test_huge_answer_is_not_swallowed(clock: ManualClock) -> None:
    script = Script(httpx.Response(200, content=b"x" * (MAX_BODY + 1)))
    with pytest.raises(ServiceUnavailable) as caught:
        send(line(script, clock, retry=RetryPolicy(attempts=1)), READ)
    assert caught.value.code == "service_unreadable"


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.ConnectError(f"bad header {SECRET}"),
        reply(500, {"m": SECRET}),
        httpx.Response(200, text=f"<html>{SECRET}"),
    ],
)
def test_secret_is_in_no_error(trouble: object, clock: ManualClock, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), pytest.raises(Ponte24Error) as caught:
        send(line(Script(trouble), clock), READ)  # type: ignore[arg-type]
    seen = f"{caught.value!r} {caught.value} {caught.value.details} {caught.value.params} {caplog.text}"
    assert SECRET not in seen
    assert caught.value.__cause__ is None


def test_addresses_with_customer_data_are_not_logged(clock: ManualClock, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        send(line(Script(reply()), clock), Call("GET", "/x", Effect.READ, params={"email": "anna@example.it"}))
    assert "anna" not in caplog.text


def test_redactor_shortens_and_joins_lines() -> None:
    assert Redactor(["abc", ""]).clean("x abc\n y") == "x *** y"
    assert len(Redactor([]).clean("y" * 9999)) < 600


@pytest.mark.parametrize(
    "address",
    [
        "http://services.example",
        "http://192.168.1.5:8000",
        "ftp://x",
        "",
        "https://",
        "https://user:pw@host.example",
        "https://h.example/?a=1",
        "https://h:port/",
        "http://localhost.evil.example",
    ],
)
def test_addresses_that_must_not_get_a_secret(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked_base_url(address, "HighLevel")
    assert caught.value.code == "insecure_address"


@pytest.mark.parametrize(
    "address", ["https://h.example/api/", "http://127.0.0.1:81", "http://localhost:81/x", "http://[::1]:9"]
)
def test_addresses_that_may(address: str) -> None:
    assert checked_base_url(address, "HighLevel") == address.rstrip("/")
