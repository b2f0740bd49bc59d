/// Tests of what asks others over HTTP.
@NullMarked
package network.cairn.http.client;

import org.jspecify.annotations.NullMarked;
