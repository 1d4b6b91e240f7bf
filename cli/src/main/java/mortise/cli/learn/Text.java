package mortise.cli.learn;

/** A text in the languages of the lessons. */
record Text(String english, String chinese) {
  String in(boolean isChinese) {
    return isChinese ? chinese : english;
  }
}
