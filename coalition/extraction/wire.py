"""Values of ours as JSON and back, by their type hints: nothing that arrives can name what is built."""

import base64
import json
import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints


def pack_value(value: object) -> bytes:
    """`value` as JSON. Raises TypeError for what cannot go over."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def unpack_value(value: Any, hint: Any) -> object:
    """The value of type `hint` that a piece of parsed JSON stands for. Raises TypeError or ValueError
    where it stands for none."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _unpack_choice(value, get_args(hint))
    if origin is tuple:
        return _unpack_tuple(value, get_args(hint))
    if origin is list:
        return [unpack_value(one, get_args(hint)[0]) for one in _check(value, list)]
    if origin is dict:
        return {
            _check(key, str): unpack_value(one, get_args(hint)[1]) for key, one in value.items()
        }
    if is_dataclass(hint) and isinstance(hint, type):
        hints = get_type_hints(hint)
        return hint(
            **{one.name: unpack_value(value[one.name], hints[one.name]) for one in fields(hint)}
        )
    return _unpack_single(value, hint)


def _unpack_single(value: Any, hint: Any) -> object:
    if hint is bytes:
        return base64.b64decode(value["bytes"], validate=True)
    if hint is datetime or hint is date:
        return hint.fromisoformat(value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if hint is float:
        return float(value)
    return _check(value, hint)


def _unpack_choice(value: Any, hints: tuple[Any, ...]) -> object:
    if value is None and type(None) in hints:
        return None
    present = [hint for hint in hints if hint is not type(None)]
    if len(present) != 1:
        raise TypeError(f"only X | None can go over, not {hints}")
    return unpack_value(value, present[0])


def _unpack_tuple(value: Any, hints: tuple[Any, ...]) -> tuple[object, ...]:
    if len(hints) == 2 and hints[1] is Ellipsis:
        return tuple(unpack_value(one, hints[0]) for one in _check(value, list))
    return tuple(
        unpack_value(one, hint) for one, hint in zip(_check(value, list), hints, strict=True)
    )


def _check(value: Any, hint: type) -> Any:
    if not isinstance(value, hint):
        raise TypeError(f"expected {hint}, not {type(value)}")
    return value


def _plain(value: Any) -> object:
    match value:
        case Enum():
            plain: object = value.value
        case None | str() | int() | float():
            plain = value
        case bytes():
            plain = {"bytes": base64.b64encode(value).decode()}
        case date():
            plain = value.isoformat()
        case list() | tuple():
            plain = [_plain(one) for one in value]
        case dict():
            plain = {str(key): _plain(one) for key, one in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            plain = {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
        case _:
            raise TypeError(f"{type(value)} cannot go over")
    return plain
