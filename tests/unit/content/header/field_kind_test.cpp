// The table of header fields.
#include "proxy/content/header/field_kind.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(FieldKind, NamesAreReadWithoutCase) {
    EXPECT_EQ(field_kind("FROM"), FieldKind::Addresses);
    EXPECT_EQ(field_kind("content-TYPE"), FieldKind::Parameters);
}

TEST(FieldKind, WhatNobodyKnowsIsText) {
    for (const char* name :
         {"Subject", "Comments", "Content-Description", "Keywords", "X-Anything", "Fro", "Froms", ""}) {
        EXPECT_EQ(field_kind(name), FieldKind::Unstructured) << name;
    }
}

TEST(FieldKind, SignaturesAreKnown) {
    for (const char* name : {"DKIM-Signature", "DomainKey-Signature", "X-Google-DKIM-Signature", "ARC-Seal",
                             "ARC-Message-Signature", "ARC-Authentication-Results"}) {
        EXPECT_EQ(field_kind(name), FieldKind::Signature) << name;
    }
}

}  // namespace
}  // namespace heloise
