/// Tests of what rows are made of.
@NullMarked
package network.cairn.api;

import org.jspecify.annotations.NullMarked;
