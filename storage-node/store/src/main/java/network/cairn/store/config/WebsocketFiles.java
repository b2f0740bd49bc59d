package network.cairn.store.config;

import java.nio.file.Path;

/// Files of PEM for secure WebSockets.
///
/// @param certificate that of the host's name, then its issuers'
/// @param key its key
public record WebsocketFiles(Path certificate, Path key) {}
