### كلمات القوالب بالعربية. المفاتيح مشروحة في en.ftl.

skip-to-content = انتقل إلى النص الرئيسي
menu = القائمة
menu-close = إغلاق القائمة
main-menu = القائمة الرئيسية
footer-menu = عن هذا الموقع
languages = اللغات
not-translated = { $language ->
    [en] not translated
    [fr] non traduite
   *[ar] غير مترجمة
}
breadcrumbs = أنت هنا
pagination = صفحات أخرى
neighbours = السابق واللاحق
home = الرئيسية
on-this-page = في هذه الصفحة

previous = السابق
next = التالي
page-of = الصفحة { $current } من { $total }
earlier = الأقدم
later = الأحدث
topics = المواضيع
all-topics = كل المواضيع
pages-count = { $count ->
    [zero] لا صفحات
    [one] صفحة واحدة
    [two] صفحتان
    [few] { $count } صفحات
    [many] { $count } صفحة
   *[other] { $count } صفحة
}
nothing-here = لا يوجد شيء هنا بعد.
in-this-section = في هذا القسم
latest-news = آخر الأخبار
all-news = كل الأخبار

published = نُشر في
updated = حُدّث في
by-authors = بقلم { $names }
reading-time = { $count ->
    [zero] أقل من دقيقة للقراءة
    [one] دقيقة واحدة للقراءة
    [two] دقيقتان للقراءة
    [few] { $count } دقائق للقراءة
    [many] { $count } دقيقة للقراءة
   *[other] { $count } دقيقة للقراءة
}
credit = المصدر: { $name }
social-image = أشرطة عريضة بألوان هادئة تقود إلى شكل مستدير واحد.

not-reviewed-title = لم تُراجَع طبيًا.
not-reviewed-text = لم يتحقق أي مختص صحي من هذا النص، وهو لا يغني عن مشورة فريق رعايتك.
feed = موجز الأخبار

not-found-title = لم نعثر على هذه الصفحة
not-found-text = قد يكون العنوان قديمًا أو فيه خطأ.
not-found-home = اذهب إلى الصفحة الرئيسية
not-found-links = أو ابدأ من هنا

callout-info = من المفيد أن تعرف
callout-note = ملاحظة
callout-warning = انتبه
callout-tip = نصيحة
callout-evidence = ما تقوله الدراسات
care-card-non-urgent = نصيحة غير عاجلة
care-card-urgent = نصيحة عاجلة
care-card-emergency = حالة طارئة: تصرّف الآن
notice-review-title = بانتظار المراجعة الطبية.
notice-review = لم يتحقق أي مختص صحي من هذه الصفحة بعد.
notice-machine-translation-title = ترجمة آلية.
notice-machine-translation = تُرجمت هذه الصفحة آليًا ولم يراجعها أحد بعد.
notice-untranslated-title = لم تُترجم بعد.
notice-untranslated = تظهر هذه الصفحة بلغتها الأصلية.
notice-archive-title = من عام سابق.
notice-archive = حُفظت هذه الصفحة كما كانت. قد تكون بعض المعلومات والروابط قديمة.
countdown-days = { $count ->
    [zero] اليوم هو اليوم المنتظر
    [one] بقي يوم واحد
    [two] بقي يومان
    [few] بقيت { $count } أيام
    [many] بقي { $count } يومًا
   *[other] بقي { $count } يوم
}
countdown-today = اليوم هو اليوم المنتظر
countdown-after = شكرًا لمشاركتكم
event-calendar = أضف إلى تقويمك
event-more = معرفة المزيد
event-online = شارك عبر الإنترنت
event-cancelled = أُلغي
event-moved = تغيّر موعده
event-was = كان موعده { $date }.
events-none = لا فعاليات مقررة حاليًا.
phase-teaser = قريبًا
phase-countdown = الاستعداد
phase-day = اليوم المنتظر
phase-thank-you = شكرًا
phase-archive = نظرة إلى الوراء
archive-next = النسخة القادمة قيد الإعداد.
archive-edition = نسخة عام { NUMBER($year, useGrouping: "false") }
archive-label = نسخة سابقة
archive-title = هذه نسخة عام { NUMBER($year, useGrouping: "false") }.
archive-current = انتقل إلى النسخة الحالية
archive-same-page = اعرض هذه الصفحة في النسخة الحالية
share = شارك هذه الصفحة
share-email = البريد الإلكتروني
message = رسالة

## Sources
# Above the list of what a page cites.
references-title = المصادر
# The name of the list of all that the site cites, for screen readers.
bibliography-title = جميع المصادر
# Links from the list back to the text; $number counts the places that cite one source.
reference-back = العودة إلى النص
reference-back-many = العودة إلى النص، الموضع { $number }

## مراجعة صفحة صحية
review-label = المراجعة الطبية
review-not-reviewed-title = لم تُراجَع طبيًا.
review-not-reviewed = لم يتحقق أي مختص صحي من هذه الصفحة بعد.
review-reviewed-title = تمت مراجعتها طبيًا.
review-reviewed = راجع { $name } هذه الصفحة في { $date }. موعد المراجعة التالية { $until }.
review-overdue-title = هذه المراجعة لم تعد حديثة.
review-overdue = راجع { $name } هذه الصفحة في { $date }. كان موعد المراجعة التالية { $until }.
review-changed-title = تغيّرت الصفحة بعد مراجعتها الطبية.
review-changed = راجع { $name } نسخة سابقة في { $date }. لم يُتحقق بعد مما تغيّر منذ ذلك الحين.
review-author = كتابة:
review-conflicts = المصالح:
review-funding = التمويل:
disclaimer = تقدّم هذه الصفحة معلومات عامة، ولا تحل محل نصيحة فريق رعايتك.
disclaimer-more = اقرأ المزيد عن حدودها.
publisher = الناشر:
contact = اتصل بنا
feedback = الإبلاغ عن خطأ
helpline-checked = جُرّب الرقم في
quality-mark-id = شهادة
quality-mark-until = صالحة حتى

## الرسوم البيانية
# أنواع الرسوم، لمن يسمع الصفحة.
chart-kind-bar = رسم بياني بالأعمدة
chart-kind-grouped-bar = رسم بياني بأعمدة مجمّعة
chart-kind-stacked-bar = رسم بياني بأعمدة مكدّسة
chart-kind-line = رسم بياني خطي
chart-kind-dot = رسم بياني بالنقاط
chart-kind-proportion = صورة للنِّسب
chart-kind-forest = مخطط الغابة
chart-kind-pictogram = صورة أشخاص
chart-kind-survival = منحنى البقاء على قيد الحياة
chart-kind-slope = مخطط الميل
chart-kind-pyramid = هرم سكاني
chart-kind-multiples = رسوم خطية صغيرة
chart-summary = { $kind }: { $title }. { $numbers }
chart-all = { $items }.
chart-count = عدد القيم { $count }.
chart-extremes = الأعلى، { $highest }: { $high }. الأدنى، { $lowest }: { $low }.
chart-highest-lowest = الأعلى: { $highest }. الأدنى: { $lowest }.
chart-peak = نقطة التحوّل، { $item }: { $value }؛ ارتفاع قبلها وانخفاض بعدها.
chart-trough = نقطة التحوّل، { $item }: { $value }؛ انخفاض قبلها وارتفاع بعدها.
chart-from-to = البداية، { $first }: { $from }. النهاية، { $last }: { $to }.
chart-of-series = { $series }. { $numbers }
chart-item = { $item }: { $value }
chart-list = { $list }؛ { $item }
chart-pair = { $item }، { $series }
chart-gaps = لا توجد قيمة لـ: { $names }.
chart-gap = لا توجد قيمة
chart-half = { $half } أو أقل ابتداءً من { $item }.
chart-rise = أكبر ارتفاع: { $name }.
chart-fall = أكبر انخفاض: { $name }.
chart-at-risk = عدد المعرّضين للخطر
chart-at-risk-of = { $name }، عدد المعرّضين للخطر
chart-reference = { $value }: { $label }
chart-no-effect = لا فرق
chart-line-at = يشير خط إلى { $name }.
chart-across = عدد الفترات التي تشمله: { $part } من { $whole }.
chart-interval = { $number } (من { $lower } إلى { $upper })
chart-share = { $part } من كل { $whole }
chart-share-as = { $share } ({ $written })
chart-per = من كل { $whole }
chart-per-rounded = من كل { $whole }، بعد التقريب
chart-rounded = الأرقام مقرّبة.
chart-percent = { $number }%
chart-percent-unit = ٪ { $unit }
chart-millions = { $form ->
    [few] { $number } ملايين
   *[other] { $number } مليون
}
chart-billions = { $form ->
    [few] { $number } مليارات
   *[other] { $number } مليار
}
chart-with-unit = { $number } { $unit }
chart-column = { $name } ({ $unit })
chart-lower = { $name }، الحد الأدنى
chart-upper = { $name }، الحد الأعلى
chart-source = المصدر:
chart-source-others = { $name } وآخرون
chart-source-year = { $name }، { $year }
chart-data = الأرقام في جدول
chart-download = تنزيل الأرقام ({ $format })

## Numbers from data/stats.toml
# $text is the number as it is written; $number chooses the form of the word.
stat-thousand = { $number ->
    [few] { $text } آلاف
   *[other] { $text } ألف
}
stat-million = { $number ->
    [few] { $text } ملايين
   *[other] { $text } مليون
}
stat-billion = { $number ->
    [few] { $text } مليارات
   *[other] { $text } مليار
}
stat-percent = { $text }%
# A chance: one of so many.
stat-odds = 1 من كل { $text }
stat-days = { $number ->
    [one] يوم واحد
    [two] يومان
    [few] { $text } أيام
    [many] { $text } يومًا
   *[other] { $text } يوم
}
stat-months = { $number ->
    [one] شهر واحد
    [two] شهران
    [few] { $text } أشهر
    [many] { $text } شهرًا
   *[other] { $text } شهر
}
stat-years = { $number ->
    [one] سنة واحدة
    [two] سنتان
    [few] { $text } سنوات
    [many] { $text } سنة
   *[other] { $text } سنة
}
stat-per-100000 = { $text } لكل 100,000
stat-range = { $lower } إلى { $upper }
# How sure a number is: $level is in percent, $range two numbers.
stat-interval = فاصل الثقة { $level }%: { $range }
# عناوين التنبيهات في النصوص: `> [!WARNING]`.
alert-note = ملاحظة
alert-tip = نصيحة
alert-important = مهم
alert-warning = تنبيه
alert-caution = تحذير

## مواد الحملة: ما يُطبع ويُوزَّع
kit-more = للمزيد، مع كل المصادر:
kit-code = رمز للهاتف يقود إلى { $address }
kit-partner = شعار الشريك
kit-free = يمكن نسخ هذه الرسائل وتعديلها. نرجو إبقاء كل مصدر مع معلومته.
kit-sources = مصادر كل ما في هذه المواد
kit-all = كل المواد في ملف واحد
kit-text = نص عادي

## التقرير عن الموقع الجاهز كما يعرضه المكوّن `proof`
proof-pending = تظهر النتائج هنا بعد بناء الموقع.
proof-counted = أحصاه البرنامج في الموقع الجاهز
proof-accessibility = إمكانية الوصول
proof-privacy = الخصوصية
proof-evidence = الأدلة
proof-weight = الحجم
proof-links = الروابط
proof-pages = الصفحات
proof-method = الطريقة
proof-method-text = برنامج يعرف { $rules } من أنواع العيوب، وفق قواعد الاختبار من W3C (ACT) وإرشادات WCAG 2.2
proof-result = النتيجة
proof-nothing-found = لم يُعثر على أي عيب
proof-something = عُثر على عيوب، وهي مذكورة أدناه
proof-unread = صفحات تعذّرت قراءتها حتى النهاية
proof-found = عُثر عليه:
proof-suppressed = مستثنى:
proof-known = معروف ولم يُصلَح بعد:
proof-times = { $times ->
    [one] مرة واحدة
    [two] مرتان
    [few] { $times } مرات
    [many] { $times } مرة
   *[other] { $times } مرة
}
proof-feedback = إذا لم يعمل شيء كما ينبغي
proof-feedback-link = أخبرنا
proof-accessibility-undecided = لا يستطيع أي برنامج أن يحكم هل يصف النص ما في الصورة، وهل لترتيب القراءة معنى، وماذا تفعل البرامج النصية، وكيف تبدو الصفحة على الشاشة. على الناس أن يختبروا ذلك.
proof-none = لا شيء
proof-origins = مواقع أخرى تحمّل منها الصفحات شيئًا
proof-storage = ملفات تعريف الارتباط والتخزين التي تستخدمها البرامج النصية
proof-forms = النماذج
proof-scripts = ملفات البرامج النصية
proof-scripts-inside = برامج نصية داخل الصفحات
proof-privacy-undecided = لا يستطيع أي برنامج أن يعرف ما تسجله جهة الاستضافة عن الزيارة، ولا هل تضع ملفات تعريف ارتباط.
proof-statistics = أرقام لها مصدر
proof-references = المصادر
proof-reviewed = صفحات صحية راجعها شخص مذكور بالاسم
proof-not-reviewed = صفحات صحية لم يراجعها أحد
proof-overdue = صفحات صحية مراجعتها قديمة
proof-changed = صفحات صحية تغيّرت بعد مراجعتها
proof-evidence-undecided = لا يستطيع أي برنامج أن يحكم هل يقول المصدر ما استُشهد به من أجله. المراجعون وحدهم يستطيعون ذلك.
proof-kind = النوع
proof-files = الملفات
proof-size = الحجم بالكيلوبايت
proof-largest = الأكبر بالكيلوبايت
proof-kind-pages = الصفحات
proof-kind-styles = الأنماط
proof-kind-scripts = البرامج النصية
proof-kind-pictures = الصور
proof-kind-fonts = الخطوط
proof-weight-undecided = هذه أحجام الملفات قبل أن تضغطها جهة الاستضافة.
proof-links-all = الروابط في كل الصفحات
proof-links-broken = روابط داخل الموقع لا تؤدي إلى شيء
proof-links-others = عناوين مواقع أخرى
proof-links-asked = عناوين مواقع أخرى سُئلت، ومنها عناوين المصادر
proof-links-undecided = لا يُسأل أثناء بناء الموقع هل ما زالت صفحات المواقع الأخرى تجيب.
proof-asked-undecided = بعض المواقع لا تجيب البرامج، وقد تكون صفحة تجيب قد غيّرت ما تقوله.
