package dev.freshet.ingest.connector.datagen;

/** A small vocabulary for texts. */
final class Words {
    private static final String[] ALL =
            ("amber apple arrow basin beacon birch blue bridge bright brook cable calm candle "
                            + "cedar chalk clear cloud coast copper coral cotton dawn delta drift eagle early earth ember fern field "
                            + "flint flow forest frost garden gentle glass grain granite green grove harbor hazel hill honey "
                            + "island ivory jade lake lantern leaf light linen maple marble meadow mint mist moon moss north oak "
                            + "ocean olive orbit pearl pebble pine plain prairie quartz quiet rain reed ridge river sage sail "
                            + "salt sand shell silver sky slate snow south spring stone storm summer sun tide timber valley "
                            + "violet water wave west wheat willow wind winter wood")
                    .split(" ");

    private Words() {}

    static String at(long random) {
        return ALL[(int) Long.remainderUnsigned(random, ALL.length)];
    }
}
