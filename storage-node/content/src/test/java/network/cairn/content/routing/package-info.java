/// Ways of finding providers that are slow, fail, lie or talk too much, on a virtual clock.
@NullMarked
package network.cairn.content.routing;

import org.jspecify.annotations.NullMarked;
