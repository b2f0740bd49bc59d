/// What tests of every module share: the folder of known answers and seeded properties.
///
/// Comes in: a folder by `-Dvectors.dir`, a seed by `-Dproperty.seed`. Goes out: cases and random
/// values. Never holds a known answer itself.
@NullMarked
package network.cairn.testing;

import org.jspecify.annotations.NullMarked;
