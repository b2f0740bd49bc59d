/// Tests of a home's secrets.
@NullMarked
package network.cairn.node.keys;

import org.jspecify.annotations.NullMarked;
