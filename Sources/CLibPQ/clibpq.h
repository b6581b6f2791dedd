// libpq, and what Swift does not see of it by itself.
#pragma once

#include <string.h>

#include <libpq-fe.h>

/// The field of an error that holds its SQLSTATE, a character that Swift does not import.
static inline const char *clibpq_state(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_SQLSTATE);
}

/// The field of an error that tells more, which this program's own errors hold their subject in.
static inline const char *clibpq_detail(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
}

static inline void clibpq_take_notice(void *context, const PGresult *result) {
  const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (state != NULL && severity != NULL && strcmp(severity, "WARNING") == 0 &&
      (strcmp(state, "01000") == 0 || strcmp(state, "57P01") == 0))
    *(int *)context = 1;
}

/// Lets notices go nowhere, since by themselves they would be written to the standard error, but for the
/// warning that a commit has not waited for its standbys: it sets `warned`, and has no state of its own but
/// the general one, or that of an operator's word.
static inline void clibpq_take_notices(PGconn *connection, int *warned) {
  PQsetNoticeReceiver(connection, clibpq_take_notice, warned);
}
