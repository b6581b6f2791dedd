// libpq, and what Swift does not see of it by itself.
#pragma once

#include <libpq-fe.h>

/// The field of an error that holds its SQLSTATE, a character that Swift does not import.
static inline const char *clibpq_state(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_SQLSTATE);
}

/// The field of an error that tells more, which this program's own errors hold their subject in.
static inline const char *clibpq_detail(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
}

static inline void clibpq_drop_notice(void *context, const PGresult *result) {
  (void)context;
  (void)result;
}

/// Lets notices go nowhere: by themselves they would be written to the standard error.
static inline void clibpq_drop_notices(PGconn *connection) {
  PQsetNoticeReceiver(connection, clibpq_drop_notice, NULL);
}
