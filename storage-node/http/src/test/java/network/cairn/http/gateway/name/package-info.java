/// Tests of what names stand for.
@NullMarked
package network.cairn.http.gateway.name;

import org.jspecify.annotations.NullMarked;
