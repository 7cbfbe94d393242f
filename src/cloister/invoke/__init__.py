"""The way of an invocation: named, resolved, admitted, run, recorded. `dispatch` is the function to read first."""
