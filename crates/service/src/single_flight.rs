//! Asks once for all who want to know the same thing at the same moment: when the link does not
//! come, a whole league types `/status`. Elsewhere this is called *singleflight*.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared, WeakShared};
use parking_lot::Mutex;

use super::{Result, ServiceError};

type Answer<T> = Result<T, Arc<ServiceError>>;

/// The questions that are being asked now, and who waits for their answers.
///
/// An answer is not kept: whoever asks after it has come asks anew.
#[derive(Debug)]
pub(super) struct SingleFlight<K, T: Clone> {
    under_way: Mutex<HashMap<K, WeakShared<BoxFuture<'static, Answer<T>>>>>,
}

impl<K, T: Clone> Default for SingleFlight<K, T> {
    fn default() -> Self {
        Self {
            under_way: Mutex::default(),
        }
    }
}

impl<K: Eq + Hash, T: Clone> SingleFlight<K, T> {
    /// The answer to the question `key`: what `ask` comes to, or what the one comes to that is
    /// under way for somebody else. It is asked on as long as anybody waits.
    ///
    /// # Errors
    /// [`ServiceError::Shared`] with what went wrong, for all who wait.
    pub(super) async fn join<F>(&self, key: K, ask: impl FnOnce() -> F) -> Result<T>
    where
        F: Future<Output = Result<T>> + Send + 'static,
    {
        let flight: Shared<_> = {
            let mut under_way = self.under_way.lock();
            let joined = under_way.get(&key).and_then(WeakShared::upgrade);
            // One that has landed is only held by those who have not looked yet.
            match joined.filter(|flight| flight.peek().is_none()) {
                Some(flight) => flight,
                None => {
                    under_way.retain(|_, flight| flight.upgrade().is_some());
                    let flight = ask()
                        .map(|answer| answer.map_err(Arc::new))
                        .boxed()
                        .shared();
                    if let Some(weak) = flight.downgrade() {
                        under_way.insert(key, weak);
                    }
                    flight
                }
            }
        };
        flight.await.map_err(ServiceError::Shared)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::join_all;
    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn all_who_ask_at_once_get_one_answer_and_later_ones_the_next() {
        let flights = SingleFlight::default();
        let (asked, gate) = (Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(0)));
        let ask = || {
            let (asked, gate) = (asked.clone(), gate.clone());
            async move {
                let nth = asked.fetch_add(1, Ordering::Relaxed);
                let _open = gate.acquire().await.expect("the gate stands");
                Ok(nth)
            }
        };
        let mut together = Box::pin(join_all((0..20).map(|_| flights.join("servers", ask))));
        assert!((&mut together).now_or_never().is_none());
        gate.add_permits(1);
        assert!(together.await.iter().all(|nth| matches!(nth, Ok(0))));
        assert!(matches!(flights.join("other", ask).await, Ok(1)));
        assert!(matches!(flights.join("servers", ask).await, Ok(2)));
    }

    #[tokio::test]
    async fn who_gives_up_leaves_the_others_their_answer() {
        let flights = SingleFlight::default();
        let (answer, question) = tokio::sync::oneshot::channel::<u8>();
        let mut first =
            Box::pin(flights.join((), || async { Ok(question.await.expect("an answer")) }));
        assert!((&mut first).now_or_never().is_none());
        let mut second =
            Box::pin(flights.join((), || async { unreachable!("it is asked already") }));
        assert!((&mut second).now_or_never().is_none());
        drop(first);
        answer.send(7).expect("somebody waits");
        assert!(matches!(second.await, Ok(7)));
    }

    #[tokio::test]
    async fn what_fails_fails_for_all() {
        let flights = SingleFlight::<(), ()>::default();
        let gate = Arc::new(Semaphore::new(0));
        let ask = || {
            let gate = gate.clone();
            async move {
                let _open = gate.acquire().await.expect("the gate stands");
                Err(ServiceError::ShuttingDown)
            }
        };
        let mut together = Box::pin(join_all((0..3).map(|_| flights.join((), ask))));
        assert!((&mut together).now_or_never().is_none());
        gate.add_permits(1);
        assert!(together.await.iter().all(|failed| matches!(
            failed,
            Err(ServiceError::Shared(why)) if matches!(**why, ServiceError::ShuttingDown)
        )));
    }
}
