"""Cases that schemathesis shall not make, each with its reason."""
import schemathesis


@schemathesis.hook
def filter_case(context, case):
    # TRACE with content is refused with 400 before it is routed (RFC 9110, section 9.3.8), and not
    # with 405 as TRACE without.
    if case.method == "TRACE" and case.body not in (None, schemathesis.core.NOT_SET):
        return False
    # A parameter without a value is none, which the schema of its values cannot say.
    return "" not in (case.query or {}).values()
