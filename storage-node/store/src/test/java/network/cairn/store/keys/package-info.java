/// Tests of a home's secrets.
@NullMarked
package network.cairn.store.keys;

import org.jspecify.annotations.NullMarked;
