package network.cairn.api.content;

import java.util.OptionalLong;

/// The form of an archive.
///
/// @param compress whether it is compressed with gzip
/// @param level of gzip, 1 to 9, where the user names one
public record ArchiveRequest(boolean compress, OptionalLong level) {}
