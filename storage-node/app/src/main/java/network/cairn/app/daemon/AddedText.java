package network.cairn.app.daemon;

import java.util.Optional;
import network.cairn.api.content.AddListener;
import network.cairn.api.content.AddRequest;
import network.cairn.api.content.Manner;
import network.cairn.cli.CommandFailed;
import network.cairn.content.unixfs.ImportFlags;
import network.cairn.content.unixfs.ImportListener;
import network.cairn.content.unixfs.ImportOptions;
import network.cairn.content.unixfs.ImportProfile;
import network.cairn.content.unixfs.Imported;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.CommandFault;
import network.cairn.http.rpc.kubo.CidBase;

/// An import's listener that tells texts to another: what has no name is called by its CID.
record AddedText(AddListener listener, CidBase base) implements ImportListener {
  /// How content becomes blocks.
  ///
  /// @param home what the home says of imports
  /// @throws CommandFailed if the options do not fit together
  static ImportOptions layout(AddRequest request, ImportFlags.Home home) {
    try {
      return ImportFlags.options(
          name -> Optional.ofNullable(request.layout().get(name)),
          ImportProfile.UNIXFS_V1_2025.label(),
          home);
    } catch (IllegalArgumentException e) {
      throw new CommandFailed(CommandFault.text(e));
    }
  }

  /// In the request's manner.
  ///
  /// @throws CommandFailed if it names a base that is none
  static AddedText of(AddListener listener, AddRequest request) {
    return new AddedText(listener, base(request.manner()));
  }

  /// How CIDs are told.
  ///
  /// @throws CommandFailed if it names a base that is none
  static CidBase base(Manner manner) {
    try {
      return new CidBase(manner.cidBase(), manner.upgrade());
    } catch (BadRequest e) {
      throw new CommandFailed(CommandFault.text(e));
    }
  }

  @Override
  public void progress(String path, long bytes) {
    listener.progress(bytes);
  }

  @Override
  public void added(String path, Imported imported) {
    if (imported.type() == Imported.Type.FILE) {
      listener.progress(imported.fileSize());
    }
    String cid = base.text(imported.cid());
    boolean nameless = path.isEmpty() && imported.type() != Imported.Type.DIRECTORY;
    listener.added(nameless ? cid : path, cid, imported.dagSize());
  }
}
