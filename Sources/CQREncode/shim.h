#ifndef RESONANCE_CQRENCODE_H
#define RESONANCE_CQRENCODE_H

#include <qrencode.h>

#endif
