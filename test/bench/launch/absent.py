"""Stands for modules that are not installed (torch and what builds on it), so that a tool's own parser can be imported.

A name under them is an empty class; nothing is computed with it: parsing options needs none of it.
"""
import abc
import importlib.abc
import importlib.machinery
import sys
import types


class _Named(abc.ABCMeta):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing

    def __or__(cls, other):
        return cls

    def __ror__(cls, other):
        return cls

    def __call__(cls, *args, **kwargs):
        # A decorator hands back what it decorates.
        if len(args) == 1 and callable(args[0]) and not kwargs and not isinstance(args[0], type):
            return args[0]
        return super().__call__()

    def __getitem__(cls, key):
        return cls

    def __iter__(cls):
        return iter(())

    # A version or a capability that nobody knows is new enough.
    def __lt__(cls, other):
        return False

    __le__ = __lt__

    def __ge__(cls, other):
        return True

    __gt__ = __ge__


class Nothing(metaclass=_Named):
    def __init__(self, *args, **kwargs):
        pass

    def __init_subclass__(cls, **kwargs):
        pass

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing

    def __call__(self, *args, **kwargs):
        return args[0] if len(args) == 1 and callable(args[0]) else self

    def __getitem__(self, key):
        return self

    def __iter__(self):
        return iter(())

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False

    def __or__(self, other):
        return self

    __ror__ = __or__

    def __lt__(self, other):
        return False

    def __ge__(self, other):
        return True

    __gt__ = __ge__


class _Module(types.ModuleType):
    __path__ = []

    def __getattr__(self, name):
        if name == "__version__":
            return "2.9.0"
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, tops, whole):
        self.tops, self.whole = set(tops), tuple(whole)

    def find_spec(self, name, path, target=None):
        if name.split(".")[0] in self.tops or (self.whole and name.startswith(self.whole)):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return _Module(spec.name)

    def exec_module(self, module):
        pass


def stand_in(tops, whole=()):
    """Every import of these top-level names, or below these dotted names, is nothing."""
    sys.meta_path.insert(0, _Finder(tops, whole))
