package network.cairn.ipld.multibase;

import java.util.HashMap;
import java.util.Map;

/// Base256emoji: one emoji per byte.
final class EmojiBase implements Base {
  private static final String ALPHABET =
      "🚀🪐☄🛰🌌🌑🌒🌓🌔🌕🌖🌗🌘🌍🌏🌎🐉☀💻🖥💾💿😂❤😍🤣😊🙏💕😭😘👍"
          + "😅👏😁🔥🥰💔💖💙😢🤔😆🙄💪😉☺👌🤗💜😔😎😇🌹🤦🎉💞✌✨🤷😱😌🌸🙌"
          + "😋💗💚😏💛🙂💓🤩😄😀🖤😃💯🙈👇🎶😒🤭❣😜💋👀😪😑💥🙋😞😩😡🤪👊🥳"
          + "😥🤤👉💃😳✋😚😝😴🌟😬🙃🍀🌷😻😓⭐✅🥺🌈😈🤘💦✔😣🏃💐☹🎊💘😠☝"
          + "😕🌺🎂🌻😐🖕💝🙊😹🗣💫💀👑🎵🤞😛🔴😤🌼😫⚽🤙☕🏆🤫👈😮🙆🍻🍃🐶💁"
          + "😲🌿🧡🎁⚡🌞🎈❌✊👋😰🤨😶🤝🚶💰🍓💢🤟🙁🚨💨🤬✈🎀🍺🤓😙💟🌱😖👶"
          + "🥴▶➡❓💎💸⬇😨🌚🦋😷🕺⚠🙅😟😵👎🤲🤠🤧📌🔵💅🧐🐾🍒😗🤑🌊🤯🐷☎"
          + "💧😯💆👆🎤🙇🍑❄🌴💣🐸💌📍🥀🤢👅💡💩👐📸👻🤐🤮🎼🥵🚩🍎🍊👼💍📣🥂";

  private final int[] characters = ALPHABET.codePoints().toArray();
  private final Map<Integer, Byte> values = new HashMap<>();

  EmojiBase() {
    for (int i = 0; i < characters.length; i++) {
      values.put(characters[i], (byte) i);
    }
  }

  @Override
  public String encode(byte[] data) {
    StringBuilder out = new StringBuilder(2 * data.length);
    for (byte b : data) {
      out.appendCodePoint(characters[b & 0xff]);
    }
    return out.toString();
  }

  @Override
  public byte[] decode(String text, int from) {
    int[] points = text.substring(from).codePoints().toArray();
    byte[] out = new byte[points.length];
    for (int i = 0; i < points.length; i++) {
      Byte value = values.get(points[i]);
      if (value == null) {
        throw new InvalidMultibase("character " + (i + 1) + " is not in base256emoji");
      }
      out[i] = value;
    }
    return out;
  }
}
