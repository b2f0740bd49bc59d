package network.cairn.http.gateway.name;

import java.time.Duration;
import network.cairn.content.unixfs.ContentPath;

/// What a name stands for.
///
/// @param keep how long that may be kept; zero where nobody says
public record Named(ContentPath path, Duration keep) {}
