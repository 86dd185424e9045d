// Lets ThreadSanitizer see that a Synchronization.Mutex was taken after a wait. The Swift runtime is built without it, and
// of a Mutex only the way without waiting is compiled into its users: what the lock guards would look like a race.
// Preloaded by scripts/sanitize.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"

extern void __tsan_acquire(void *address) __attribute__((weak));

typedef __attribute__((swiftcall)) void Lock(uint32_t thread, __attribute__((swift_context)) void *mutex);

__attribute__((swiftcall)) void lock_slow(uint32_t thread, __attribute__((swift_context)) void *mutex)
    __asm__(LOCK_SLOW);

__attribute__((swiftcall)) void lock_slow(uint32_t thread, __attribute__((swift_context)) void *mutex) {
  Lock *lock = (Lock *)dlsym(RTLD_NEXT, LOCK_SLOW);
  lock(thread, mutex);
  if (__tsan_acquire) __tsan_acquire(mutex);
}
