#ifndef RESONANCE_CPNG_H
#define RESONANCE_CPNG_H

// Only the simplified interface (png_image_…) is used: it reports errors by what it returns, where the rest of libpng
// jumps out of the caller's frames, which Swift does not survive.
#include <png.h>
#include <string.h>

#if PNG_LIBPNG_VER < 10600
#error "libpng 1.6 or newer is needed"
#endif

/// An image of one byte of grey a pixel.
static inline png_image cpng_grey(png_uint_32 width, png_uint_32 height) {
  png_image image;
  memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  image.width = width;
  image.height = height;
  image.format = PNG_FORMAT_GRAY;
  return image;
}

#endif
