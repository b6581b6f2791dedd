#ifndef CPLATFORM_SOCKETS_H
#define CPLATFORM_SOCKETS_H

// Swift's Glibc module leaves it out.
#include <sys/epoll.h>
#include <sys/socket.h>

/// accept4(2) of Linux. The system header hides it unless `_GNU_SOURCE` is defined before the first
/// inclusion, which Swift's Glibc module does not do.
extern int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);

#endif
