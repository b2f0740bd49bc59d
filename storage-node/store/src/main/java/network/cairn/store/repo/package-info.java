/// The repository on disk: lock, layout, version, quota, garbage collection, verification
/// (docs/architecture.md).
///
/// Comes in: a home directory and limits. Goes out: the open store, its pins and durable state.
/// Never writes past the quota and never lets two processes in.
@NullMarked
package network.cairn.store.repo;

import org.jspecify.annotations.NullMarked;
