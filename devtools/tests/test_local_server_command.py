"""Options of `python -m devtools.local_server`, and the command in its own process."""

import signal
import subprocess
import sys
from pathlib import Path

import anthropic
import pytest

from devtools.local_server.__main__ import main, sort_faults

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "devtools.local_server"]


def start(*options: str) -> tuple[subprocess.Popen[str], list[str]]:
    """Start the command; return the process and the four lines it prints."""
    pipe = subprocess.PIPE
    process = subprocess.Popen([*COMMAND, *options], cwd=ROOT, stdout=pipe, stderr=pipe, text=True)
    assert process.stdout is not None
    return process, [process.stdout.readline().strip() for _ in range(4)]


def stop_reason(url: str) -> str | None:
    with anthropic.Anthropic(base_url=url, api_key="any", max_retries=0, timeout=30) as client:
        answer = client.messages.create(
            model="claude-haiku-4-5", max_tokens=9, messages=[{"role": "user", "content": "Hello"}]
        )
        return answer.stop_reason


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_command_serves_until_signal(number: signal.Signals) -> None:
    process, greeting = start("--latency", "0.01", "--verbose")
    url = greeting[0].split()[-1]
    answered = stop_reason(url)
    process.send_signal(number)
    output, errors = process.communicate(timeout=30)

    assert (answered, process.returncode, output) == ("end_turn", 0, "")
    assert greeting == [
        f"The local Messages API listens on {url}",
        f"export ANTHROPIC_BASE_URL={url}",
        "export ANTHROPIC_API_KEY=any-text",
        "Ctrl-C ends it.",
    ]
    assert [line.split()[:3] for line in errors.splitlines()] == [["POST", "/v1/messages", "200"]]


def test_command_applies_quiet_and_fault_options() -> None:
    process, greeting = start("--fault", "529")
    with pytest.raises(anthropic.OverloadedError):
        stop_reason(greeting[0].split()[-1])
    process.terminate()
    assert process.communicate(timeout=30)[1] == ""


def test_fault_names_are_sorted() -> None:
    faults = sort_faults(["slow:2", "429=0.25", "529=every:10"])
    assert (faults.default, faults.storm, faults.every) == ("slow:2", {"429": 0.25}, {"529": 10})


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--host", "0.0.0.0"], "0.0.0.0 is not a loopback address"),  # noqa: S104
        (["--fault", "418"], "unknown behavior '418'"),
        (["--fault", "429=often"], "could not convert string to float: 'often'"),
        (["--fault", "429=1.5"], "probabilities must not be negative or add up to more than 1"),
        (["--fault", "429=every:0"], "every:N needs an N of at least 1"),
        (["--fault", "cut", "--fault", "529"], "only one --fault can be for every request"),
        (["--latency", "-1"], "-1 is not a number of seconds"),
        (["--port", "70000"], "port must be 0-65535"),
    ],
)
def test_wrong_options_are_refused_with_sentence(
    options: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(options)
    assert caught.value.code == 2
    assert sentence in capsys.readouterr().err


def test_help_lists_faults(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "unknown_enum     one item has a value outside its enum" in capsys.readouterr().out
