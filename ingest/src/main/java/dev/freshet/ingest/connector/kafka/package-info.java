/** Topics of Apache Kafka, read from journaled offsets without a consumer group, and written in transactions. */
@NullMarked
package dev.freshet.ingest.connector.kafka;

import org.jspecify.annotations.NullMarked;
