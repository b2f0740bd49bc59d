/// Tables in memory that lose power with a simulated machine.
@NullMarked
package network.cairn.lmdb;

import org.jspecify.annotations.NullMarked;
