//! Locks whose holders cannot leave anything half done.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks it, also where a holder panicked: what these locks guard is changed in one step, so it is
/// whole in any case.
pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
