// Shows a program a time of day that is SHIFT seconds off, as on a machine whose clock is wrong: for
// LD_PRELOAD. The clocks that waits go by, which count from the machine's start, stay as they are.
// (libfaketime 0.9.10 moves the timers on these too, whatever it is told.)
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>

// The next function of a name, which is the system's.
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static time_t shift(void) {
  const char *text = getenv("SHIFT");
  return text ? atol(text) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  static __typeof__(&clock_gettime) next;
  if (!next) next = NEXT(clock_gettime);
  int failure = next(clock, time);
  if (!failure && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += shift();
  return failure;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  int failure = NEXT(gettimeofday)(time, zone);
  if (!failure) time->tv_sec += shift();
  return failure;
}

time_t time(time_t *result) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (result) *result = now.tv_sec;
  return now.tv_sec;
}

// A moment by the shifted time of day, for the system, whose clock is right. One by a clock that counts
// from the machine's start is far smaller, and stays.
static struct timespec unshifted(const struct timespec *moment) {
  struct timespec real = *moment;
  if (real.tv_sec > 1000000000) real.tv_sec -= shift();
  return real;
}

int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict end) {
  struct timespec real = unshifted(end);
  return NEXT(pthread_cond_timedwait)(condition, mutex, &real);
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict end) {
  struct timespec real = unshifted(end);
  return NEXT(sem_timedwait)(semaphore, &real);
}

int timerfd_settime(int timer, int flags, const struct itimerspec *value, struct itimerspec *old) {
  struct itimerspec real = *value;
  real.it_value = unshifted(&value->it_value);
  return NEXT(timerfd_settime)(timer, flags, &real, old);
}
