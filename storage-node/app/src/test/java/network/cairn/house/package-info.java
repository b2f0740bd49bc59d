/// The rules of the house, checked: which module and package may use what.
///
/// Comes in: the compiled classes of every module. Goes out: a failed build. Never holds product
/// code.
@NullMarked
package network.cairn.house;

import org.jspecify.annotations.NullMarked;
