"""The scripted model, over real HTTP and (slow) the real client."""

import asyncio
import json
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from dovetail.agents.scripted import ScriptedModel
from dovetail.agents.scripted_reply import Request, answer
from dovetail.agents.scripted_script import Bash, Create, Fault, Replace, Reply, Script, Tool, Turn
from dovetail.core.errors import UsageError

TOOLS: Any = [
    {"type": "bash_20250124", "name": "bash"},
    {"type": "text_editor_20250728", "name": "str_replace_based_edit_tool"},
]
GO: Any = {"role": "user", "content": "Go."}


def body(*messages: dict[str, Any], agent: str = "api", **more: Any) -> dict[str, Any]:
    metadata = {"user_id": f"dovetail:a-sprint:{agent}"}
    return {"model": "claude-sonnet-5-5", "messages": [GO, *messages], "tools": TOOLS, "metadata": metadata, **more}


def done(result: str) -> list[dict[str, Any]]:
    return [
        {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "bash", "input": {}}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": result}]},
    ]


@asynccontextmanager
async def playing(*turns: Turn, log: Path | None = None) -> AsyncGenerator[ScriptedModel]:
    async with ScriptedModel(Script({"api": turns}), log_path=log) as model:
        yield model


async def post(model: ScriptedModel, payload: dict[str, Any], path: str = "/v1/messages") -> tuple[int, dict[str, Any]]:
    def send() -> tuple[int, dict[str, Any]]:
        request = urllib.request.Request(model.url + path, json.dumps(payload).encode(), {"connection": "close"})
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    return await asyncio.to_thread(send)


async def test_the_turn_follows_from_the_request_alone() -> None:
    async with playing(Turn("First.", (Bash("ls"),), latency_ms=0), Turn("Second.", latency_ms=0)) as model:
        _, second = await post(model, body(*done("a.txt")))
        _, first = await post(model, body())
        _, again = await post(model, body())
    assert [block["type"] for block in first["content"]] == ["text", "tool_use"]
    assert first["content"][1]["input"] == {"command": "ls"} and first["stop_reason"] == "tool_use"
    assert second["content"] == [{"type": "text", "text": "Second."}] and second["stop_reason"] == "end_turn"
    assert again == first


def test_an_agent_mends_only_what_it_was_told() -> None:
    turn = Turn(
        say="I mend it.",
        do=(Replace("a.ts", "user_id", "userId"),),
        when_reply_contains="renamed-field",
        otherwise=Reply("Nothing was said."),
    )
    told = answer(Request.read(body(*done("a.ts:3 renamed-field: userId"))), turn)
    untold = answer(Request.read(body(*done("The file is written."))), turn)
    assert told.blocks[1]["input"]["command"] == "str_replace"
    assert untold.blocks == ({"type": "text", "text": "Nothing was said."},)


def test_a_tool_that_was_not_offered_is_not_called() -> None:
    message = answer(Request.read(body()), Turn(do=(Tool("check_contract"),)))
    assert message.blocks == ({"type": "text", "text": "I was not offered the tool check_contract."},)
    assert message.stop_reason == "end_turn"


def test_usage_reads_from_the_cache_what_the_last_request_wrote() -> None:
    system = [{"type": "text", "text": "word " * 2000, "cache_control": {"type": "ephemeral"}}]
    first = answer(Request.read(body(system=system)), Turn("a")).usage
    second = answer(Request.read(body(*done("x" * 300), system=system)), Turn("b")).usage
    assert first.cache_read == 0 and first.cache_write > 3000
    assert abs(second.cache_read - first.cache_write) < 50 and 0 < second.cache_write < 300
    plain = answer(Request.read(body()), Turn("a")).usage
    assert plain.cache_read == plain.cache_write == 0 and plain.input > 0


async def test_each_fault_is_spent_once() -> None:
    turn = Turn("Fine.", latency_ms=0, faults=(Fault(status=429, retry_after=2), Fault(status=529), Fault(status=401)))
    async with playing(turn) as model:
        answers = [await post(model, body()) for _ in range(4)]
    assert [status for status, _ in answers] == [429, 529, 401, 200]
    assert [answer.get("error", {}).get("type") for _, answer in answers] == [
        "rate_limit_error",
        "overloaded_error",
        "authentication_error",
        None,
    ]


async def test_the_log_has_a_line_for_each_request(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    async with playing(Turn("Fine.", latency_ms=0, faults=(Fault(status=500),)), log=log) as model:
        for _ in range(2):
            await post(model, body())
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(line["agent"], line["turn"], line["status"], line["answered"]) for line in lines] == [
        ("api", 0, 500, False),
        ("api", 0, 200, True),
    ]


async def test_a_request_whose_client_goes_away_is_not_answered() -> None:
    async with playing(Turn("Fine. " * 200, latency_ms=300)) as model:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(model.url.rpartition(":")[2]))
        payload = json.dumps(body(stream=True)).encode()
        writer.write(b"POST /v1/messages HTTP/1.1\r\ncontent-length: %d\r\n\r\n" % len(payload) + payload)
        await reader.readuntil(b"message_start")
        writer.transport.abort()
    # Leaving the server has waited for, or ended, what it was still answering.
    assert [exchange.answered for exchange in model.log] == [False]


async def test_what_it_does_not_know_is_refused_in_the_apis_own_form() -> None:
    async with playing(Turn("Fine.", latency_ms=0)) as model:
        status, unknown = await post(model, body(agent="ui"))
        assert (status, unknown["error"]["message"]) == (400, "The script has no agent 'ui'; it has api.")
        assert (await post(model, {}, "/v1/nothing"))[0] == 404
        assert (await post(model, body(), "/v1/messages/count_tokens"))[1]["input_tokens"] > 10


async def test_past_its_end_the_script_says_so() -> None:
    async with playing(Turn("Only turn.", latency_ms=0)) as model:
        assert (await post(model, body(*done("x"))))[1]["content"][0]["text"] == "My script ends here."


def test_a_script_is_read_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "api" / "src").mkdir(parents=True)
    (tmp_path / "api" / "src" / "a.ts").write_text("export {};\n")
    (tmp_path / "api.json").write_text(
        '[{"say": "I write.", "latencyMs": 5, "do": [{"create": "src/a.ts"}, {"bash": "ls"}]}, {"say": "Done.", "whenReplyContains": "x"}]'
    )
    turns = Script.load(tmp_path).turns("api")
    assert turns is not None and turns[0].do == (Create("src/a.ts", "export {};\n"), Bash("ls"))
    assert turns[1].when_reply_contains == "x"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[{"sya": "x"}]', "0.sya: Unexpected keyword argument"),
        ('[{"do": [{"create": "gone.ts"}]}]', "cannot be read: No such file or directory"),
        ("[", "Invalid JSON"),
    ],
)
def test_a_script_that_cannot_be_read_says_where(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "api.json").write_text(text)
    with pytest.raises(UsageError, match=says):
        Script.load(tmp_path)


@pytest.mark.slow
async def test_the_real_client_plays_a_script_to_its_end() -> None:
    import anthropic

    turns = (
        Turn("I look.", (Bash("ls"),), latency_ms=10, think="Where am I?"),
        Turn(
            "I write.",
            (Create("a.txt", "x\n" * 400),),
            latency_ms=10,
            faults=(Fault(status=529), Fault(status=429, retry_after=0)),
        ),
        Turn("Done.", latency_ms=10),
    )
    async with playing(*turns) as model, anthropic.AsyncAnthropic(base_url=model.url, api_key="none") as client:
        messages: list[Any] = [GO]
        said: list[str] = []
        while True:
            async with client.messages.stream(
                model="claude-sonnet-5-5",
                max_tokens=1000,
                messages=messages,
                tools=TOOLS,
                metadata={"user_id": "dovetail:s:api"},
            ) as stream:
                said.append("".join([text async for text in stream.text_stream]))
                message = await stream.get_final_message()
            messages.append(message.to_dict())
            calls = [block for block in message.content if block.type == "tool_use"]
            if message.stop_reason != "tool_use":
                break
            if len(messages) == 4:
                assert calls[0].input == {"command": "create", "path": "a.txt", "file_text": "x\n" * 400}
            messages.append(
                {
                    "role": "user",
                    "content": [{"type": "tool_result", "tool_use_id": call.id, "content": "ok"} for call in calls],
                }
            )
        models = [known.id async for known in client.models.list()]
        counted = await client.messages.count_tokens(model="claude-sonnet-5-5", messages=messages)
    assert said == ["I look.", "I write.", "Done."] and "claude-opus-5-5" in models and counted.input_tokens > 100
    assert [(e.turn, e.status) for e in model.log] == [(0, 200), (1, 529), (1, 429), (1, 200), (2, 200)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(status=401), "AuthenticationError"),
        (Fault(status=500), "InternalServerError"),
        (Fault(drop_after=4), "RemoteProtocolError|ReadError"),
        (Fault(sse_error="overloaded_error"), "APIStatusError|OverloadedError"),
        (Fault(bad_json=True), "ValueError"),
        (Fault(eof_after=4), "no stop reason"),
        (Fault(cut_json=True), "max_tokens"),
        (Fault(stall_seconds=3), "APITimeoutError|ReadTimeout"),
    ],
)
async def test_each_fault_as_the_real_client_sees_it(fault: Fault, error: str) -> None:
    import anthropic

    async def outcome(client: anthropic.AsyncAnthropic) -> str:
        try:
            async with client.messages.stream(
                model="m",
                max_tokens=100,
                messages=[GO],
                tools=TOOLS,
                metadata={"user_id": "dovetail:s:api"},
            ) as stream:
                message = await stream.get_final_message()
        except Exception as raised:  # noqa: BLE001 the kind is what is looked at
            return type(raised).__name__
        return message.stop_reason or "no stop reason"

    async with playing(Turn("Some words to say.", (Bash("true"),), latency_ms=0, faults=(fault,))) as model:
        client = anthropic.AsyncAnthropic(base_url=model.url, api_key="none", max_retries=0, timeout=1)
        assert await outcome(client) in error.split("|")
        assert await outcome(client) == "tool_use"
        await client.close()


@pytest.mark.slow
async def test_it_runs_as_a_process(tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    script.write_text('{"*": [{"say": "Hello.", "latencyMs": 0}]}')
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "dovetail.agents.scripted",
        "--script",
        str(script),
        "--log",
        str(tmp_path / "log"),
        stdout=-1,
    )
    assert process.stdout
    url = (await process.stdout.readline()).decode().strip()
    _, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
    writer.close()
    process.terminate()
    assert await asyncio.wait_for(process.wait(), 10) == 0
