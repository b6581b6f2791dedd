// The system's zlib, for SQLiteJobStore: specs, results and artifacts are stored deflated.
#include <zlib.h>
