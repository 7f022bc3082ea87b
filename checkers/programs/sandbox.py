"""Runs a learner's program and keeps plain numbers and text of what it does.

One submission must never change how the next is graded, nor how it is graded itself. So a program runs behind
a fence (`fence.py`), and expected values are computed, and compared, after everything has been put back.
"""

import builtins
import contextvars
import decimal
import importlib
from ast import literal_eval
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from inspect import Parameter, signature
from math import isfinite
from operator import truediv
from types import CodeType, FunctionType
from typing import Any, Literal, TypeAlias, get_args

from . import fence, stand_ins
from .fence import Fence
from .originals import descends, plain_text
from .stand_ins import NoInputError, is_refused

# The functions of this module look their builtins up in a copy: they have to work while those of all others
# are patched.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]  # a dict serves as well as a module

# The name under which a learner's code is compiled: frames that carry it are the learner's own lines.
FILENAME = stand_ins.FILENAME

TEXT_KEPT = 300  # characters of an error's text
NAME_KEPT = 80  # characters of a name that the learner chose
VALUE_KEPT = 40  # characters of a returned text
FRAMES_KEPT = 8  # lines of a traceback: half from its beginning, half from its end
NAMES_KEPT = 50  # functions that the program defined

Kind: TypeAlias = Literal["number", "complex", "not-finite", "none", "text", "other", "raised"]
End: TypeAlias = Literal["called", "raised", "missing", "signature", "time-limit", "crashed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one call (or the program itself) came to, in plain values.

    Attributes:
        kind: What sort of result it is.
        number: The value of a `number`.
        name: Name of the type returned or of the exception raised.
        text: The exception's text, or the beginning of a returned text.
        lines: The learner's own lines in the traceback, outermost first.
        module: The module whose failing import raised the exception, if that was the reason: the whole name of one of the standard
            library, of others the package.
        asked: Whether the exception was raised because the program wanted to read input.
    """

    kind: Kind
    number: float = 0.0
    name: str = ""
    text: str = ""
    lines: tuple[int, ...] = ()
    module: str = ""
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """What is kept of a program's run.

    Attributes:
        end: `called` when the function was called for every case; `raised` when the program itself ended with
            an exception; `missing` or `signature` when there is no such function or it cannot take the
            arguments; `time-limit` or `crashed` when there is nothing else to tell.
        outcomes: One per call, in order; for `raised` the one exception.
        parameters: The function's parameters, for `signature`.
        names: The functions that the program defined, for `missing`.
        stdout: The beginning of what was printed.
        unshown: How many further characters were printed.
    """

    end: End
    outcomes: tuple[Outcome, ...] = ()
    parameters: str = ""
    names: tuple[str, ...] = ()
    stdout: str = ""
    unshown: int = 0


def run(code: CodeType, entry: str, calls: Sequence[Sequence[Any]]) -> Run:
    """Run a program, call its function with every list of arguments, and put everything back.

    Args:
        code: The program, compiled under the name `FILENAME`.
        entry: Name of the function to call.
        calls: The positional arguments of each call: numbers, text, functions, and lists, tuples or dicts of
            them. Each call gets copies.

    Returns:
        Plain values only: no object of the program survives.
    """
    report: dict[str, Any] = {}
    around = Fence()
    leave = around.leave
    try:
        around.enter()
        try:
            contextvars.copy_context().run(_learn, around.namespace, code, entry, calls, report)
        except BaseException:  # our own lines fail here only when the program broke what they stand on
            report.clear()
    finally:
        leave()
    return _read(report, len(calls), *around.printed())


def packed_run(code: CodeType, entry: str, calls: Sequence[Sequence[Any]]) -> bytes:
    """Run a program in a process that ends after it; nothing is put back.

    Returns:
        What is kept of the run, for `unpacked`.
    """
    report: dict[str, Any] = {}
    around = Fence()
    around.enter(for_good=True)
    try:
        contextvars.copy_context().run(_learn, around.namespace, code, entry, calls, report)
    except BaseException:  # see `run`
        report.clear()
    around.end()
    found = _read(report, len(calls), *around.printed())
    outcomes = tuple(tuple(getattr(each, name) for name in _OUTCOME) for each in found.outcomes)
    parts = (found.end, outcomes, found.parameters, found.names, found.stdout, found.unshown)
    return repr(parts).encode()


def unpacked(packed: bytes, calls: int) -> Run | None:
    """Return what `packed_run` kept, or `None` if the program has written something else in its place."""
    try:
        end, outcomes, parameters, names, stdout, unshown = literal_eval(packed.decode())
        report = {
            "end": end,
            "outcomes": [Outcome(*each) for each in outcomes],
            "parameters": plain_text(parameters, TEXT_KEPT),
            "names": tuple(plain_text(name, NAME_KEPT) for name in names[:NAMES_KEPT]),
        }
        for each in report["outcomes"]:
            known = each.kind in get_args(Kind) and type(each.number) is float and isfinite(each.number)
            if not (known and all(type(line) is int for line in each.lines)):
                return None
        stdout = plain_text(stdout, stand_ins.OUTPUT_KEPT)
        return _read(report, calls, stdout, int(unshown))
    except Exception:  # anything at all can be in it
        return None


def listen(listener: Callable[[str], None] | None) -> None:
    """Tell what programs print as they print it; see `stand_ins.listen`."""
    stand_ins.listen(listener)


def shown(printed: str) -> str:
    """Return what a stopped program printed as a verdict may carry it."""
    return plain_text(printed, stand_ins.OUTPUT_KEPT)


def healthy() -> bool:
    """Return whether this interpreter may judge another program: what a host asks after each Build.

    `False` means that something happened which might outlast the repair: a fresh interpreter takes over then.
    """
    try:
        return fence.trusted() and all(canary() for canary in _canaries)
    except Exception:  # a canary that cannot even sing is an answer too
        return False


def canary(check: Callable[[], bool]) -> Callable[[], bool]:
    """Register a quick check for `healthy`: whether a right and a wrong answer are still told apart."""
    _canaries.append(check)
    return check


def offer_numpy() -> None:
    """Let programs import NumPy from now on; a host calls this once it has installed it.

    Raises:
        ImportError: If NumPy is not there after all.
    """
    global _numpy
    _numpy = importlib.import_module("numpy")
    stand_ins.admit("numpy")


def outcome(value: Any) -> Outcome:
    """Return what a call returned, in plain values; methods that the learner overrides do not count."""
    if value is None:
        return Outcome("none")
    kind = type(value)
    if kind is bool:
        return Outcome("other", name="bool")
    if descends(kind, float):
        return _number(float.__pos__, value)
    if descends(kind, int):
        return _number(float, int.__pos__(value))
    if descends(kind, str):
        return Outcome("text", name=_name_of(kind), text=str.__getitem__(value, slice(0, VALUE_KEPT)))
    if descends(kind, complex):
        return Outcome("complex", name=_name_of(kind))
    if descends(kind, Fraction):
        numerator, denominator = _numerator_of(value), _denominator_of(value)
        if type(numerator) is int and type(denominator) is int:
            return _number(truediv, numerator, denominator)
    elif descends(kind, decimal.Decimal):
        return _number(decimal.Decimal.__float__, value)
    elif _numpy is not None and descends(kind, _numpy.generic):
        return _of_numpy(value, _numpy.generic)
    elif _numpy is not None and descends(kind, _numpy.ndarray) and _numpy.ndarray.ndim.__get__(value) == 0:
        return _of_numpy(value, _numpy.ndarray)
    return Outcome("other", name=_name_of(kind))


def copied(value: Any) -> Any:
    """Return a copy of an argument in which every list, tuple and dict is new."""
    if isinstance(value, list | tuple):
        return type(value)(map(copied, value))
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return value


_OUTCOME = tuple(field.name for field in fields(Outcome))
_canaries: list[Callable[[], bool]] = []
_numpy: Any = None  # the module, once it is offered


# --- while the program runs ---


def _learn(
    namespace: dict[str, Any],
    code: CodeType,
    entry: str,
    calls: Sequence[Sequence[Any]],
    report: dict[str, Any],
) -> None:
    """Run the program and its function: here, and nowhere else, learner's code is called."""
    # Whatever is set in this context ends with it; the decimal one is a mutable object and needs a copy.
    decimal.setcontext(decimal.getcontext().copy())
    outcomes: list[Outcome] = []
    report["outcomes"] = outcomes
    try:
        exec(code, namespace)
        function = namespace.get(entry)
        if not callable(function):
            report["end"], report["names"] = "missing", _defined(namespace)
            return
        for count in {len(arguments) for arguments in calls}:
            parameters = _refusing(function, count)
            if parameters is not None:
                report["end"], report["parameters"] = "signature", parameters
                return
    except BaseException as error:
        report["end"] = "raised"
        outcomes.append(_describe(error))
        return
    report["end"] = "called"
    for arguments in calls:
        try:
            outcomes.append(outcome(function(*map(copied, arguments))))
        except BaseException as error:
            outcomes.append(_describe(error))


def _defined(namespace: dict[str, Any]) -> tuple[str, ...]:
    """Return the names of the functions that the program itself defined."""
    names = (
        plain_text(name, NAME_KEPT)
        for name, value in list(namespace.items())
        if type(name) is str and type(value) is FunctionType and value.__globals__ is namespace
    )
    return tuple(names)[:NAMES_KEPT]


def _refusing(function: Any, count: int) -> str | None:
    """Return the function's parameters if it cannot take that many positional arguments, else `None`."""
    try:
        found = signature(function, follow_wrapped=False)
    except Exception:  # a builtin, or a class without a signature: the call itself will tell
        return None
    try:
        found.bind(*range(count))
    except TypeError:
        # Without the defaults: their text would be the learner's code.
        stars: dict[Any, str] = {Parameter.VAR_POSITIONAL: "*", Parameter.VAR_KEYWORD: "**"}
        names: list[str] = []
        for name, parameter in found.parameters.items():
            if parameter.kind is Parameter.KEYWORD_ONLY and not any(one[0] == "*" for one in names):
                names.append("*")
            names.append(stars.get(parameter.kind, "") + name)
        return plain_text(", ".join(names), TEXT_KEPT)
    return None


# What an object says about itself can be overridden; what these say cannot.
_name_of = type.__dict__["__name__"].__get__
_traceback_of = BaseException.__dict__["__traceback__"].__get__
_module_of = ImportError.__dict__["name"].__get__
_numerator_of, _denominator_of = (Fraction.__dict__[name].__get__ for name in ("numerator", "denominator"))


def _number(convert: Callable[..., float], *parts: Any) -> Outcome:
    try:
        number = convert(*parts)
    except (ArithmeticError, ValueError):  # too large; a broken fraction; a signalling NaN
        return Outcome("not-finite")
    return Outcome("number", number) if isfinite(number) else Outcome("not-finite")


def _of_numpy(value: Any, base: Any) -> Outcome:
    letter = base.dtype.__get__(value).kind
    if letter in "iuf":
        return _number(float, base.astype(value, _numpy.float64))
    kinds: dict[str, Kind] = {"c": "complex", "U": "text"}
    return Outcome(kinds.get(letter, "other"), name=_name_of(type(value)))


def _without_path(text: str) -> str:
    """Return an error's text without the file of a module, which Python adds where a name cannot be imported."""
    before, bracket, path = text.rpartition(" (")
    absolute = path.startswith("/") or path[1:3] == ":\\"
    return before if bracket and text.endswith(")") and absolute else text


def _describe(error: BaseException) -> Outcome:
    """Return an exception in plain values."""
    kind = type(error)
    try:
        text = _without_path(str.__getitem__(str(error), slice(0, TEXT_KEPT)))
    except BaseException:  # its text is the learner's code too
        text = ""
    lines: list[int] = []
    step = _traceback_of(error)
    while step is not None:
        if step.tb_frame.f_code.co_filename == FILENAME:
            lines.append(step.tb_lineno)
        step = step.tb_next
    if len(lines) > FRAMES_KEPT:
        half = FRAMES_KEPT // 2
        lines = lines[:half] + lines[-half:]
    module = ""
    if descends(kind, ImportError):
        name = _module_of(error)
        root = name.partition(".")[0] if type(name) is str else ""
        if is_refused(root) or (kind is ModuleNotFoundError and not text.endswith("is not a package")):
            module = name if root in stand_ins.STANDARD else root
    asked = descends(kind, NoInputError)
    return Outcome("raised", 0.0, _name_of(kind), text, tuple(lines), module, asked)


# Our own lines failed, because the program broke what they stand on.
_BROKEN = Outcome("raised", name="SystemError")


def _read(report: dict[str, Any], calls: int, stdout: str, unshown: int) -> Run:
    """Return what the program left in the report, whatever that is, as plain values of bounded size."""
    try:
        end, parameters, names = report["end"], report.get("parameters", ""), report.get("names", ())
        outcomes = tuple(_clean(found) for found in report["outcomes"])
        if end in get_args(End) and len(outcomes) == {"called": calls, "raised": 1}.get(end, 0):
            return Run(end, outcomes, parameters, names, stdout, unshown)
    except Exception:  # the program broke what our lines stand on, and so the report
        pass
    return Run("raised", (_BROKEN,), stdout=stdout, unshown=unshown)


def _clean(found: Outcome) -> Outcome:
    name, module = (plain_text(text, NAME_KEPT) for text in (found.name, found.module))
    text = plain_text(found.text, TEXT_KEPT)
    return Outcome(found.kind, found.number, name, text, found.lines, module, found.asked)
