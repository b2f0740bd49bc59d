/// The configuration: one JSON file, with Kubo's keys where the thing is the same.
///
/// Comes in: the file `config` of a home, edits by key. Goes out: checked, typed values. Never
/// holds a secret: keys and tokens have files of their own.
@NullMarked
package network.cairn.store.config;

import org.jspecify.annotations.NullMarked;
