"""Events sent to other programs over HTTP."""
