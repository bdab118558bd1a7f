"""The API: what the pages show, as JSON. `routes_*` read `published`, `schemas` says what comes out.

Every reply passes `door`, which has `replies` keep it while nothing is written; every error is made in
`problems`, every parameter is checked in `filters`.
"""
