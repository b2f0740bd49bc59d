/// Tests of the block service over a real store.
///
/// Comes in: scripted exchanges. Goes out: verdicts. Uses no network.
@NullMarked
package network.cairn.content.blockservice;

import org.jspecify.annotations.NullMarked;
