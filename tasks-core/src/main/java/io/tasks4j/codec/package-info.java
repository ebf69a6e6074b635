/** For applications with a payload format of their own: how payloads and results become bytes. */
@NullMarked
package io.tasks4j.codec;

import org.jspecify.annotations.NullMarked;
