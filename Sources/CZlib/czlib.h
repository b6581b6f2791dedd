// The system's zlib, for what is stored and answered deflated.
#include <zlib.h>
