/// Whole processes of this project and of Kubo, measured side by side in one run.
///
/// Comes in: the two programs, a scale and a number of rounds. Goes out: a table of medians, ranges
/// and ratios as Markdown and JSON. It never runs inside the build, never talks beyond this
/// machine, and never reports a figure whose two sides did different work.
@NullMarked
package network.cairn.bench;

import org.jspecify.annotations.NullMarked;
